package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FittingVersionTest {

  private static final String[] FOUND = {
    "com.example.OtherAutoConfiguration",
    null,
    "io.groqwebhooks.autoconfigure.WebhooksAutoConfiguration",
    "io.groqwebhooks.autoconfigure.HealthAutoConfiguration"
  };

  /** What the filter leaves of the auto-configurations where these types are not there. */
  private static boolean[] match(String... missing) throws Exception {
    Set<String> hidden = Set.of(missing);
    URL classes = FittingVersion.class.getProtectionDomain().getCodeSource().getLocation();
    try (FilteredClassLoader others =
            new FilteredClassLoader(
                name -> hidden.contains(name) || name.startsWith("io.groqwebhooks."));
        URLClassLoader application = new URLClassLoader(new URL[] {classes}, others)) {
      Constructor<?> constructor =
          application.loadClass(FittingVersion.class.getName()).getDeclaredConstructor();
      constructor.setAccessible(true);
      Object filter = constructor.newInstance();
      ((BeanClassLoaderAware) filter).setBeanClassLoader(application);
      return ((AutoConfigurationImportFilter) filter)
          .match(FOUND, (AutoConfigurationMetadata) null);
    }
  }

  @Test
  void whatFitsIsLeft(CapturedOutput output) throws Exception {
    assertThat(match()).containsExactly(true, true, true, true);
    assertThat(output).doesNotContain("No webhooks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.springframework.boot.web.servlet.FilterRegistrationBean",
        "org.apache.camel.spi.ComponentCustomizer",
        "org.springframework.context.annotation.ImportBeanDefinitionRegistrar"
      })
  void whatDoesNotFitStepsAsideInOneSentence(String missing, CapturedOutput output)
      throws Exception {
    assertThat(match(missing)).containsExactly(true, true, false, false);
    assertThat(output)
        .containsOnlyOnce("does not fit this application's Spring Boot")
        .contains(missing.replace('.', '/'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jakarta.servlet.Servlet",
        "org.springframework.web.context.support.GenericWebApplicationContext"
      })
  void whereThereAreNoServletsNothingNeedsThem(String missing) throws Exception {
    assertThat(match(missing, "jakarta.servlet.Filter")).containsExactly(true, true, true, true);
  }
}
