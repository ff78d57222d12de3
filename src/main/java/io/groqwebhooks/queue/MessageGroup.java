package io.groqwebhooks.queue;

import io.groqwebhooks.event.EventHeaders;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The message group of an event that waits in a lane: one for the events of one subject, of which a
 * broker gives one after the other, and all to one consumer. An event without a subject is in no
 * group, so that any consumer that is free may have it. Stateless.
 */
final class MessageGroup {

  /** JMS's own property for it, and the header by which a route sets another group. */
  static final String PROPERTY = "JMSXGroupID";

  private MessageGroup() {}

  /** The group that the message belongs to, or null if it is in none. */
  static @Nullable String of(Message message) {
    return message.getHeader(PROPERTY) instanceof String chosen
        ? chosen
        : SubjectKey.of(
            message.getHeader(EventHeaders.SOURCE, String.class),
            message.getHeader(EventHeaders.SUBJECT, String.class));
  }
}
