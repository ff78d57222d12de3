package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.http.servlet.IntakeFilters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Steps aside in an application whose Spring Boot or Camel lacks a type that this jar needs. That
 * the jar is on the class path must not end the start of an application that may not even have a
 * source; without this it would end with a {@link NoClassDefFoundError}.
 */
final class FittingVersion implements AutoConfigurationImportFilter, BeanClassLoaderAware {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  private static final String OURS = ClassUtils.getPackageName(FittingVersion.class) + ".";

  /** What an application with a servlet server has. */
  private static final List<String> SERVLETS =
      List.of(
          "jakarta.servlet.Servlet",
          "org.springframework.web.context.support.GenericWebApplicationContext");

  private @Nullable ClassLoader classes;

  @Override
  public void setBeanClassLoader(ClassLoader classLoader) {
    classes = classLoader;
  }

  @Override
  public boolean[] match(
      @Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
    boolean[] match = new boolean[autoConfigurationClasses.length];
    Boolean fits = null;
    for (int i = 0; i < match.length; i++) {
      String name = autoConfigurationClasses[i];
      if (name != null && name.startsWith(OURS)) {
        fits = fits == null ? fits() : fits;
        match[i] = fits;
      } else {
        match[i] = true;
      }
    }
    return match;
  }

  private boolean fits() {
    try {
      boolean servlets = SERVLETS.stream().allMatch(type -> ClassUtils.isPresent(type, classes));
      return hasItsTypes(WebhooksAutoConfiguration.class)
          && hasItsTypes(WebhookBeansRegistrar.class)
          && (!servlets
              || (hasItsTypes(WebhooksAutoConfiguration.OnServlets.class)
                  && hasItsTypes(IntakeFilters.class)));
    } catch (LinkageError e) {
      LOG.warn(
          "No webhooks can be received here: groq-webhooks-camel does not fit this application's"
              + " Spring Boot {} or Camel, and adds nothing to it ({})",
          SpringBootVersion.getVersion(),
          e.toString());
      return false;
    }
  }

  /**
   * Has the types resolved that Spring will look at, and those that the class is made of.
   *
   * @throws LinkageError if one is not there
   */
  private static boolean hasItsTypes(Class<?> type) {
    return type.getDeclaredConstructors().length + type.getDeclaredMethods().length > 0;
  }
}
