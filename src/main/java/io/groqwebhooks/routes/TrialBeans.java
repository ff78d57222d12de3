package io.groqwebhooks.routes;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * The beans of the running context, lent to a trial. Components are not lent, because a context
 * takes the components that it finds for its own; other beans that know their context get theirs
 * back.
 */
final class TrialBeans implements BeanRepository {

  private final CamelContext running;
  private final Registry beans;
  private final Set<CamelContextAware> lent = Collections.newSetFromMap(new IdentityHashMap<>());

  TrialBeans(CamelContext running) {
    this.running = running;
    this.beans = running.getRegistry();
  }

  void giveBack() {
    lent.forEach(bean -> bean.setCamelContext(running));
  }

  @Override
  public @Nullable Object lookupByName(String name) {
    return lend(beans.lookupByName(name));
  }

  @Override
  public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
    return lend(beans.lookupByNameAndType(name, type));
  }

  @Override
  public <T> Map<String, T> findByTypeWithName(Class<T> type) {
    Map<String, T> found = new HashMap<>(beans.findByTypeWithName(type));
    found.values().removeIf(bean -> lend(bean) == null);
    return found;
  }

  @Override
  public <T> Set<T> findByType(Class<T> type) {
    return beans.findByType(type).stream()
        .filter(bean -> lend(bean) != null)
        .collect(Collectors.toSet());
  }

  private <T> @Nullable T lend(@Nullable T bean) {
    if (bean instanceof Component) {
      return null;
    }
    if (bean instanceof CamelContextAware aware && aware.getCamelContext() == running) {
      lent.add(aware);
    }
    return bean;
  }
}
