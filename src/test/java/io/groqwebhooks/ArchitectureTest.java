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
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Arrows between packages run one way; what is plain Java stays plain Java. */
@AnalyzeClasses(
    packages = "io.groqwebhooks",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {

  private static final String ENTRY = "entry point";

  /** Every room, and the rooms that it may know. */
  private static final Map<String, List<String>> ROOMS =
      Map.ofEntries(
          entry("signature", List.of()),
          entry("event", List.of()),
          entry("settings", List.of("signature")),
          entry("files", List.of()),
          entry("task", List.of()),
          entry("secrets", List.of("settings", "signature", "task")),
          entry("source", List.of("secrets", "settings", "event", "signature", "files")),
          entry("claim", List.of("event", "task")),
          entry("claim.redis", List.of("claim")),
          entry("claim.file", List.of("claim", "task", "files")),
          entry("cloudevents", List.of("event")),
          entry("deadletter", List.of("cloudevents", "claim", "event", "task")),
          entry("intake", List.of("source", "claim", "event", "signature", "task")),
          entry("http.servlet", List.of("intake", "source")),
          entry("http.vertx", List.of("intake", "source")),
          entry("http.tomcat", List.of("http.servlet", "task")),
          entry("observe", List.of("forward", "intake", "deadletter", "source", "event")),
          entry(
              "deliveries",
              List.of(
                  "intake",
                  "deadletter",
                  "claim",
                  "source",
                  "settings",
                  "event",
                  "signature",
                  "files")),
          entry(
              "console",
              List.of(
                  "sending",
                  "queue",
                  "deliveries",
                  "intake",
                  "deadletter",
                  "source",
                  "settings",
                  "event",
                  "signature")),
          entry("wiring", wiring()),
          entry(
              "autoconfigure",
              and(wiring(), "wiring", "deliveries", "http.servlet", "claim.redis", "signature")),
          entry("camelmain", and(wiring(), "wiring", "http.vertx")),
          entry("queue", List.of("settings", "event", "task")),
          entry(
              "routes", List.of("forward", "http.servlet", "intake", "source", "settings", "task")),
          entry(
              "receiver",
              List.of(
                  "console",
                  "deliveries",
                  "queue",
                  "routes",
                  "autoconfigure",
                  "http.servlet",
                  "http.tomcat",
                  "task",
                  "intake",
                  "claim",
                  "source",
                  "settings")),
          entry("faststart", List.of("receiver", "routes", "source", "event", "signature")),
          entry(
              "forward",
              List.of(
                  "cloudevents", "sending", "source", "secrets", "settings", "event", "signature")),
          entry("sending", List.of("deadletter", "source", "event", "signature")),
          entry(
              "cli",
              List.of(
                  "faststart",
                  "sending",
                  "deadletter",
                  "source",
                  "secrets",
                  "settings",
                  "event",
                  "signature")),
          entry(ENTRY, List.of("cli", "receiver")));

  @ArchTest static final ArchRule ARROWS_RUN_ONE_WAY = arrowsRunOneWay();

  /** What the beans of an application are made of. */
  private static List<String> wiring() {
    return List.of(
        "observe",
        "forward",
        "intake",
        "deadletter",
        "claim",
        "claim.file",
        "source",
        "secrets",
        "settings",
        "event");
  }

  private static List<String> and(List<String> rooms, String... more) {
    return Stream.concat(rooms.stream(), Stream.of(more)).toList();
  }

  private static ArchRule arrowsRunOneWay() {
    LayeredArchitecture house =
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("io.groqwebhooks..");
    for (String room : ROOMS.keySet()) {
      house =
          house.layer(room).definedBy("io.groqwebhooks" + (room.equals(ENTRY) ? "" : "." + room));
    }
    for (Map.Entry<String, List<String>> room : ROOMS.entrySet()) {
      String[] known = room.getValue().toArray(String[]::new);
      LayeredArchitecture.LayerDependencySpecification of = house.whereLayer(room.getKey());
      house = known.length == 0 ? of.mayNotAccessAnyLayer() : of.mayOnlyAccessLayers(known);
    }
    return house.ensureAllClassesAreContainedInArchitecture();
  }

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
                  "java..",
                  "javax.crypto..",
                  "org.jspecify..",
                  "com.nimbusds..",
                  "io.groqwebhooks.signature"));

  @ArchTest
  static final ArchRule SETTINGS_ARE_PLAIN_JAVA =
      noClasses()
          .that(resideInAPackage("..settings.."))
          .should()
          .dependOnClassesThat(
              resideOutsideOfPackages(
                  "java..",
                  "org.jspecify..",
                  "io.groqwebhooks.settings",
                  "io.groqwebhooks.signature"));

  @ArchTest
  static final ArchRule EVENTS_NEED_NO_SPRING =
      noClasses()
          .that(resideInAPackage("..event.."))
          .should()
          .dependOnClassesThat(resideInAPackage("org.springframework.."));

  @ArchTest
  static final ArchRule CAMEL_MAIN_NEEDS_NO_SPRING_AND_NO_SERVLETS =
      noClasses()
          .that(resideInAnyPackage("..camelmain..", "..http.vertx..", "..wiring.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.springframework..", "jakarta.servlet.."));

  @ArchTest
  static final ArchRule COMMANDS_START_WITHOUT_SPRING_AND_CAMEL =
      noClasses()
          .that(resideInAnyPackage("..cli..", "..sending.."))
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
