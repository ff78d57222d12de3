package io.groqwebhooks.event;

import org.apache.camel.Exchange;
import org.apache.camel.SafeCopyProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes the intake has found to be one whole JSON value, so that no step has to parse them
 * again that puts them into a document. Kept with the exchange and with copies of it. Immutable,
 * except that the bytes are not copied.
 */
public final class ProvenJson implements SafeCopyProperty {

  private static final String PROPERTY = "WebhookProvenJson";

  private final byte[] body;

  private ProvenJson(byte[] body) {
    this.body = body;
  }

  /** Keeps the bytes of the exchange's event, which have been read to their end. */
  public static void keep(Exchange exchange, byte[] body) {
    exchange.getExchangeExtension().setSafeCopyProperty(PROPERTY, new ProvenJson(body));
  }

  /** Whether these very bytes are kept with the exchange. */
  public static boolean is(@Nullable Exchange exchange, byte[] body) {
    ProvenJson proven =
        exchange == null
            ? null
            : exchange.getExchangeExtension().getSafeCopyProperty(PROPERTY, ProvenJson.class);
    return proven != null && proven.body == body;
  }

  /** Reads the bytes, and tells whether they are one JSON value in UTF-8 of bounded depth. */
  public static boolean prove(byte[] body) {
    try {
      WholeJson.read(
          body,
          parser -> {
            if (parser.nextToken() == null) {
              throw new InvalidEventException("The body is empty");
            }
            parser.skipChildren();
          });
      return true;
    } catch (InvalidEventException e) {
      return false;
    }
  }

  @Override
  public SafeCopyProperty safeCopy() {
    return this;
  }
}
