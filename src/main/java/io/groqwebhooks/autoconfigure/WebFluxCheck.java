package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.settings.InvalidSettingException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Stops an application on WebFlux that this jar would turn into one on Tomcat without a word,
 * because Spring prefers Tomcat where both are: its filters would guard nothing any more, and its
 * routes would answer nobody.
 */
final class WebFluxCheck implements SmartInitializingSingleton {

  private static final String TYPE = "spring.main.web-application-type";

  private static final String[] LOST = {
    "org.springframework.web.server.WebFilter",
    "org.springframework.web.server.WebHandler",
    "org.springframework.web.reactive.function.server.RouterFunction",
    "org.springframework.security.web.server.SecurityWebFilterChain"
  };

  private final ListableBeanFactory beans;
  private final Environment environment;

  WebFluxCheck(ListableBeanFactory beans, Environment environment) {
    this.beans = beans;
    this.environment = environment;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (environment.containsProperty(TYPE)) {
      return;
    }
    ClassLoader loader = getClass().getClassLoader();
    for (String type : LOST) {
      if (ClassUtils.isPresent(type, loader)) {
        String[] lost =
            beans.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false);
        if (lost.length > 0) {
          throw new InvalidSettingException(
              "The bean " + lost[0] + " is WebFlux's, and webhooks are received on Tomcat.",
              "Receive webhooks in an application of their own, or set " + TYPE + "=servlet.");
        }
      }
    }
  }
}
