package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a sender signs: what its file says under {@code signature}, or the settings under {@code
 * webhooks.sources.<name>.signature}; null is what nobody has said. Lists are written with commas.
 * Immutable.
 *
 * @param algorithm {@code hmac-sha256} or another name of an algorithm
 * @param header the header with the signature, or several, of which the first counts that is there
 * @param separator what is between the elements of that header, if it has several
 * @param prefix what comes before each signature, such as {@code sha256=}
 * @param asymmetricPrefix what comes before each signature of the other kind of Standard Webhooks
 * @param encoding {@code hex}, {@code base64} or {@code base64url}
 * @param key how a secret is read: {@code text}, {@code base64}, {@code hex}, {@code whsec} or
 *     {@code public}
 * @param content what is signed, as a template
 * @param idHeader the header with the signed id, one for each signature header
 */
public record SignatureSettings(
    @Nullable String algorithm,
    @Nullable String header,
    @Nullable String separator,
    @Nullable String prefix,
    @Nullable String asymmetricPrefix,
    @Nullable String encoding,
    @Nullable String key,
    @Nullable String content,
    @Nullable String idHeader) {

  /** Nothing is said. */
  public static final SignatureSettings NONE =
      new SignatureSettings(null, null, null, null, null, null, null, null, null);
}
