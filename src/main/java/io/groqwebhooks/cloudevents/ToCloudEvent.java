package io.groqwebhooks.cloudevents;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.Transformer;
import org.jspecify.annotations.Nullable;

/** What both transformations have in common. Safe for use by several threads. */
abstract class ToCloudEvent extends Transformer {

  /** Kafka tells upper from lower case, and its binding has this name; to others it is the same. */
  private static final String CONTENT_TYPE = "content-type";

  /** What structured events, and batches of them, have for a content type. */
  private static final String CLOUD_EVENTS = "application/cloudevents";

  @Override
  public final void transform(Message message, @Nullable DataType from, @Nullable DataType to)
      throws Exception {
    String before = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    String contentType =
        before != null && before.toLowerCase(Locale.ROOT).startsWith(CLOUD_EVENTS)
            ? before
            : transform(message);
    // The name under which a header was set first would stay.
    message.removeHeader(CONTENT_TYPE);
    message.setHeader(CONTENT_TYPE, contentType);
    message.setHeader(Binding.CONTENT_TYPE_OF_JMS, contentType);
  }

  /**
   * Transforms a message that is no structured CloudEvent yet, such as a dead letter.
   *
   * @return the content type of the body
   */
  abstract String transform(Message message) throws Exception;

  @Override
  protected final void doStart() {
    CamelContext context = getCamelContext();
    if (context != null) {
      OwnBindingOnly.install(context);
    }
  }
}
