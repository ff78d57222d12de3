package io.groqwebhooks.cloudevents;

import java.util.HashSet;
import java.util.Set;
import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;

/** What a protocol calls the headers that carry attributes in binary mode. */
enum Binding {
  /** HTTP, and NATS, which has taken HTTP's names. */
  HTTP("ce-"),

  KAFKA("ce_"),

  /** AMQP, by the one of its two prefixes that properties of JMS can have. */
  AMQP("cloudEvents_");

  /**
   * The property of JMS that Artemis and ActiveMQ make AMQP's content type of, which a JMS message
   * has no place for.
   */
  static final String CONTENT_TYPE_OF_JMS = "JMS_AMQP_ContentType";

  private static final String[] ATTRIBUTES = {
    CloudEvent.SPEC_VERSION,
    CloudEvent.ID,
    CloudEvent.SOURCE,
    CloudEvent.TYPE,
    CloudEvent.TIME,
    CloudEvent.SUBJECT
  };

  private static final Set<String> KAFKA_COMPONENTS = Set.of("kafka", "vertx-kafka");
  private static final Set<String> AMQP_COMPONENTS =
      Set.of("jms", "sjms", "sjms2", "amqp", "activemq", "activemq6", "spring-rabbitmq");

  private final String prefix;

  Binding(String prefix) {
    this.prefix = prefix;
  }

  /** The binding of the component's protocol; HTTP's for a protocol that is none of these. */
  static Binding of(@Nullable Component component) {
    String name = component == null ? null : component.getDefaultName();
    if (name == null) {
      return HTTP;
    }
    return KAFKA_COMPONENTS.contains(name) ? KAFKA : AMQP_COMPONENTS.contains(name) ? AMQP : HTTP;
  }

  String prefix() {
    return prefix;
  }

  /** The names of all headers that are another binding's. */
  Set<String> namesOfOthers() {
    Set<String> names = new HashSet<>();
    for (Binding other : values()) {
      if (other != this) {
        for (String attribute : ATTRIBUTES) {
          names.add(other.prefix + attribute);
        }
      }
    }
    if (this != AMQP) {
      names.add(CONTENT_TYPE_OF_JMS);
    }
    return Set.copyOf(names);
  }
}
