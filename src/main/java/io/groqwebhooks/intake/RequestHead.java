package io.groqwebhooks.intake;

import io.groqwebhooks.source.WebhookSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request before its body, whatever the server.
 *
 * @param method the HTTP method
 * @param contentType the header of that name, or null
 * @param contentEncoding the header of that name, or null
 * @param contentLength how many bytes the body is said to have, or -1 if that is not said
 */
public record RequestHead(
    String method,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    long contentLength) {

  /** Why the source refuses the request already, or null. */
  public @Nullable Outcome refusal(WebhookSource source, boolean running) {
    if (!"POST".equals(method)) {
      return Outcome.METHOD_NOT_ALLOWED;
    }
    if (!isJson(contentType) || isEncoded(contentEncoding)) {
      return Outcome.UNSUPPORTED_MEDIA_TYPE;
    }
    if (contentLength > source.maxBodySize()) {
      return Outcome.TOO_LARGE;
    }
    return running ? null : Outcome.NOT_RUNNING;
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String mediaType =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return mediaType.equals("application/json")
        || (mediaType.startsWith("application/") && mediaType.endsWith("+json"));
  }

  /**
   * The signature is over the bytes as the sender made them, so that no encoding in between can be
   * undone here.
   */
  private static boolean isEncoded(@Nullable String contentEncoding) {
    return contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity");
  }
}
