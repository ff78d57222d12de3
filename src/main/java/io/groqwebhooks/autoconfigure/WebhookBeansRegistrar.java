package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.wiring.WebhookBeans;
import java.util.List;
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
      boolean ofTheApplication =
          registry.containsBeanDefinition(bean.name())
              || (bean.givesWay() == WebhookBeans.GivesWay.BY_NAME_OR_TYPE
                  && beans.getBeanNamesForType(bean.type(), true, false).length > 0);
      if (!ofTheApplication) {
        registry.registerBeanDefinition(bean.name(), definition(bean, beans));
      }
    }
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
    public <T> List<T> all(Class<T> type) {
      return beans.getBeanProvider(type).orderedStream().toList();
    }
  }
}
