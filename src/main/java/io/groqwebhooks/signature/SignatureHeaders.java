package io.groqwebhooks.signature;

import org.jspecify.annotations.Nullable;

/**
 * The request headers that carry a signature and what is signed beside the body. Signature and
 * timestamp may stand in the body instead, at {@code field:<JSON pointer>}.
 *
 * @param signature the header with the signature
 * @param timestamp the header with the time of signing, or null if there is none
 * @param id the header with the signed id of the event, or null if there is none
 */
public record SignatureHeaders(String signature, @Nullable String timestamp, @Nullable String id) {

  /** What the place of a value in the body begins with. */
  public static final String FIELD = "field:";

  /** What the place of a token's claim begins with. */
  public static final String CLAIM = "claim:";

  /** Whether that is the place of a token's claim. */
  static boolean isClaim(@Nullable String place) {
    return place != null && place.startsWith(CLAIM);
  }

  /** The place of a signature that is the body itself. */
  public static final String WHOLE_BODY = "body:";

  /** Whether that is the body itself. */
  public static boolean isWholeBody(String place) {
    return place.equals(WHOLE_BODY);
  }

  /** Whether that is the name of a header, and not another place of a request. */
  public static boolean isHeader(String place) {
    return place.indexOf(':') < 0;
  }

  /** The JSON pointer of a place that is {@link #isInBody}. */
  public static String pointer(String place) {
    return place.substring(FIELD.length());
  }

  /** Whether that is the place of a value in the body. */
  public static boolean isInBody(@Nullable String place) {
    return place != null && place.startsWith(FIELD);
  }
}
