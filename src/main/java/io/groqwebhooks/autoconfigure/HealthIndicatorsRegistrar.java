package io.groqwebhooks.autoconfigure;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Registers {@link WebhookHealth} as {@code webhookClaims} and {@code webhookTasks}. Health has
 * other types in Spring Boot 4 than in Spring Boot 3, of the same names and methods: they are taken
 * by name from whichever is there, and without the actuator there is nothing to register.
 */
final class HealthIndicatorsRegistrar
    implements ImportBeanDefinitionRegistrar, BeanClassLoaderAware {

  /** Where Spring Boot 3 has these types, and where Spring Boot 4 has them. */
  private static final List<String> PACKAGES =
      List.of(
          "org.springframework.boot.actuate.health", "org.springframework.boot.health.contributor");

  private @Nullable ClassLoader classes;

  @Override
  public void setBeanClassLoader(ClassLoader classLoader) {
    classes = classLoader;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
    for (String types : PACKAGES) {
      if (ClassUtils.isPresent(types + ".HealthIndicator", classes)) {
        Types found = Types.in(types, classes);
        register(registry, "webhookClaims", found, () -> WebhookHealth.ofClaims(beans));
        register(registry, "webhookTasks", found, () -> WebhookHealth.ofTasks(beans));
        return;
      }
    }
  }

  private static void register(
      BeanDefinitionRegistry registry, String of, Types types, Supplier<WebhookHealth> health) {
    String name = of + "HealthIndicator";
    if (!((BeanFactory) registry).containsBean(name)) {
      registry.registerBeanDefinition(name, types.definition(types.indicator(), health));
    }
  }

  /** The types of one Spring Boot. */
  private record Types(Class<?> indicator, Method status, Method withDetails, Method build) {

    static Types in(String types, @Nullable ClassLoader classes) {
      Class<?> health = ClassUtils.resolveClassName(types + ".Health", classes);
      Class<?> builder = ClassUtils.resolveClassName(types + ".Health$Builder", classes);
      return new Types(
          ClassUtils.resolveClassName(types + ".HealthIndicator", classes),
          ClassUtils.getMethod(health, "status", String.class),
          ClassUtils.getMethod(builder, "withDetails", Map.class),
          ClassUtils.getMethod(builder, "build"));
    }

    <T> RootBeanDefinition definition(Class<T> type, Supplier<WebhookHealth> health) {
      return new RootBeanDefinition(type, () -> type.cast(indicator(health)));
    }

    private Object indicator(Supplier<WebhookHealth> health) {
      return Proxy.newProxyInstance(
          indicator.getClassLoader(),
          new Class<?>[] {indicator},
          (self, method, arguments) -> {
            if (method.isDefault()) {
              return InvocationHandler.invokeDefault(self, method, arguments);
            }
            return method.getReturnType() == status.getDeclaringClass()
                ? told(health.get())
                : ReflectionUtils.invokeMethod(method, health, arguments);
          });
    }

    private @Nullable Object told(WebhookHealth health) {
      Object builder = ReflectionUtils.invokeMethod(status, null, health.status());
      builder = ReflectionUtils.invokeMethod(withDetails, builder, health.details());
      return ReflectionUtils.invokeMethod(build, builder);
    }
  }
}
