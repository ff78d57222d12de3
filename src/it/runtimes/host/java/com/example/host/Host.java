package com.example.host;

import java.nio.file.Path;
import java.util.Collection;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The running application, and the sender of its events. */
final class Host extends Sender {

  static final String SOURCE = "--webhooks.sources.groq.secrets=" + SECRET;

  private final ConfigurableApplicationContext context;

  private Host(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static Host start(String... arguments) {
    return new Host(
        new SpringApplicationBuilder(HostApplication.class)
            .properties("server.port=0")
            .run(arguments));
  }

  /** Where done events are remembered, for this start alone. */
  static String claims(Path folder) {
    return "--webhooks.claims.file=" + folder.resolve("claims");
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  WebhookRoutes webhooks() {
    return context.getBean(WebhookRoutes.class);
  }

  /** Ids of handled events. */
  Collection<String> handled() {
    return webhooks().handled;
  }

  /** What receives requests. */
  String server() {
    return new BeanWrapperImpl(context).getPropertyValue("webServer").getClass().getSimpleName();
  }

  @Override
  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
