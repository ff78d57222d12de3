package io.groqwebhooks.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a sender signs: what its file says under {@code signature}, or the settings under {@code
 * webhooks.sources.<name>.signature}; null is what nobody has said. Lists are written with commas.
 * Immutable.
 *
 * @param algorithm {@code hmac-sha256} or another name of an algorithm
 * @param field the field of the body with the signature, in place of a header
 * @param header the header with the signature, or several, of which the first counts that is there
 * @param separator what is between the elements of that header, if it has several
 * @param prefix what comes before each signature, such as {@code sha256=}
 * @param asymmetricPrefix what comes before each signature of the other kind of Standard Webhooks
 * @param encoding {@code hex}, {@code base64} or {@code base64url}
 * @param key how a secret is read: {@code text}, {@code base64}, {@code hex}, {@code whsec} or
 *     {@code public}
 * @param content what is signed, as a template
 * @param idHeader the header with the signed id, one for each signature header
 * @param bodyDigest where the SHA-256 of a body stands that is no form, if {form} is signed
 * @param claims what the claims of a token have to be, as in {@code body={sha256:body}}
 * @param jwks the address of the sender's JSON Web Key Set
 * @param certificate the place of the address of the certificate with the sender's key
 * @param certificateAddress the addresses from which such a certificate is taken, as a regular
 *     expression
 */
public record SignatureSettings(
    @Nullable String algorithm,
    @Nullable String field,
    @Nullable String header,
    @Nullable String separator,
    @Nullable String prefix,
    @Nullable String asymmetricPrefix,
    @Nullable String encoding,
    @Nullable String key,
    @Nullable String content,
    @Nullable String idHeader,
    @Nullable String bodyDigest,
    @Nullable String claims,
    @Nullable String jwks,
    @Nullable String certificate,
    @Nullable String certificateAddress) {

  /** Nothing is said. */
  public static final SignatureSettings NONE =
      new SignatureSettings(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
