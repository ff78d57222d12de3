package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.wiring.WebhookBeans;
import java.util.List;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/** Makes {@link WebhookBeans} Spring's, unless the application has beans in their place. */
final class WebhookBeansRegistrar implements ImportBeanDefinitionRegistrar {

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
    for (WebhookBeans.Definition<?> bean : WebhookBeans.ALL) {
      boolean replaced =
          bean.isReplaced(
              beans.containsBean(bean.name()), () -> names(beans, bean.type()).length > 0);
      if (!replaced) {
        registry.registerBeanDefinition(bean.name(), definition(bean, beans));
      }
    }
  }

  /** Of the contexts above, too. */
  private static String[] names(ListableBeanFactory beans, Class<?> type) {
    return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false);
  }

  private static <T> RootBeanDefinition definition(
      WebhookBeans.Definition<T> bean, ConfigurableListableBeanFactory beans) {
    RootBeanDefinition definition =
        new RootBeanDefinition(bean.type(), () -> bean.factory().apply(new Beans(beans)));
    definition.setLazyInit(bean.lazy());
    return definition;
  }

  private record Beans(ConfigurableListableBeanFactory beans) implements WebhookBeans.Lookup {

    @Override
    public <T> T one(Class<T> type) {
      return beans.getBean(type);
    }

    @Override
    public <T> T named(String name, Class<T> type) {
      return beans.getBean(name, type);
    }

    @Override
    public <T> List<T> all(Class<T> type) {
      return beans.getBeanProvider(type).orderedStream().toList();
    }
  }
}
