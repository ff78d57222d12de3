package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a sender signs whose scheme is {@code hmac}: the settings under {@code
 * webhooks.sources.<name>.hmac}; null is what nobody has set. Immutable.
 *
 * @param header the header with the signature; it must be set
 * @param prefix what comes before the signature, such as {@code sha256=}; by default nothing
 * @param algorithm {@code sha256}, the default, {@code sha512} or {@code sha1}
 * @param encoding {@code hex}, the default, or {@code base64}
 * @param signedContent what is signed, as a template of {id}, {timestamp} and {body}; by default
 *     the body alone
 * @param timestampHeader the header with the time of signing in Unix seconds, if that is signed
 * @param idHeader the header with the event's id, if that is signed
 */
public record HmacSettings(
    @Nullable String header,
    @Nullable String prefix,
    @Nullable String algorithm,
    @Nullable String encoding,
    @Nullable String signedContent,
    @Nullable String timestampHeader,
    @Nullable String idHeader) {

  /** Nothing is set. */
  public static final HmacSettings NONE =
      new HmacSettings(null, null, null, null, null, null, null);
}
