package io.groqwebhooks.source;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request as it came; nothing in it is to be believed before it is verified. */
public interface WebhookRequest {

  /** The value of a header, or null if it is missing or given more than once. */
  @Nullable String header(String name);

  /** The part of its target behind the question mark, or null if there is none. */
  @Nullable String query();

  /** The body's bytes as they came, which are not copied. */
  byte[] body();

  /**
   * A request of these parts.
   *
   * @param headers gives the value of a header, or null if it is missing or given more than once
   */
  static WebhookRequest of(
      Function<String, @Nullable String> headers, @Nullable String query, byte[] body) {
    return new WebhookRequest() {

      @Override
      public @Nullable String header(String name) {
        return headers.apply(name);
      }

      @Override
      public @Nullable String query() {
        return query;
      }

      @Override
      public byte[] body() {
        return body;
      }
    };
  }
}
