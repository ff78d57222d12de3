package io.groqwebhooks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Arrows between packages run one way; what is plain Java stays plain Java. */
@AnalyzeClasses(
    packages = "io.groqwebhooks",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule ARROWS_RUN_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.groqwebhooks..")
          .layer("entry point")
          .definedBy("io.groqwebhooks")
          .layer("standalone")
          .definedBy("..standalone..")
          .layer("cli")
          .definedBy("..cli..")
          .layer("autoconfigure")
          .definedBy("..autoconfigure..")
          .layer("main")
          .definedBy("..main..")
          .layer("intake")
          .definedBy("..intake..")
          .layer("claim")
          .definedBy("..claim..")
          .layer("deadletter")
          .definedBy("..deadletter..")
          .layer("event")
          .definedBy("..event..")
          .layer("signature")
          .definedBy("..signature..")
          .whereLayer("entry point")
          .mayOnlyAccessLayers("standalone", "cli")
          .whereLayer("standalone")
          .mayOnlyAccessLayers(
              "autoconfigure", "intake", "claim", "deadletter", "event", "signature")
          .whereLayer("cli")
          .mayOnlyAccessLayers("intake", "claim", "deadletter", "event", "signature")
          .whereLayer("autoconfigure")
          .mayOnlyAccessLayers("intake", "claim", "deadletter", "event", "signature")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("main")
          .mayOnlyAccessLayers("intake", "claim", "deadletter", "event", "signature")
          .whereLayer("intake")
          .mayOnlyAccessLayers("claim", "event", "signature")
          .whereLayer("claim")
          .mayOnlyAccessLayers("event")
          .whereLayer("deadletter")
          .mayOnlyAccessLayers("event")
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("signature")
          .mayNotAccessAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule NO_PACKAGES_NEED_EACH_OTHER =
      slices().matching("io.groqwebhooks.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SIGNATURES_ARE_PLAIN_JAVA =
      noClasses()
          .that(resideInAPackage("..signature.."))
          .should()
          .dependOnClassesThat(
              resideOutsideOfPackages(
                  "java..", "javax.crypto..", "org.jspecify..", "io.groqwebhooks.signature"));

  @ArchTest
  static final ArchRule EVENTS_NEED_NO_SPRING =
      noClasses()
          .that(resideInAPackage("..event.."))
          .should()
          .dependOnClassesThat(resideInAPackage("org.springframework.."));

  @ArchTest
  static final ArchRule CAMEL_MAIN_NEEDS_NO_SPRING_AND_NO_SERVLETS =
      noClasses()
          .that(resideInAPackage("..main.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.springframework..", "jakarta.servlet.."));

  @ArchTest
  static final ArchRule COMMANDS_START_WITHOUT_SPRING_AND_CAMEL =
      noClasses()
          .that(resideInAPackage("..cli.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.springframework..", "org.apache.camel..", "org.slf4j.."));

  @ArchTest
  static final ArchRule ONLY_COMMANDS_PRINT =
      noClasses().that(resideOutsideOfPackage("..cli..")).should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule BEANS_GIVE_WAY_TO_THE_APPLICATIONS =
      methods()
          .that()
          .areAnnotatedWith(Bean.class)
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage("..autoconfigure..")
          .should()
          .haveNameStartingWith("webhook")
          .andShould(giveWayByName());

  private static ArchCondition<JavaMethod> giveWayByName() {
    return ArchCondition.from(
        describe(
            "give way to a bean of their name",
            (JavaMethod method) ->
                method
                    .tryGetAnnotationOfType(ConditionalOnMissingBean.class)
                    .map(missing -> List.of(missing.name()).contains(method.getName()))
                    .orElse(false)));
  }

  @ArchTest static final ArchRule LOGGING_IS_SLF4J = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
