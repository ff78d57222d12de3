package io.groqwebhooks.signature;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request was signed by someone who holds one of the secrets, recently enough.
 *
 * <p>Signatures are compared in constant time on decoded bytes. Immutable and safe for use by
 * several threads.
 */
public final class SignatureVerifier {

  /** More digits than any time needs, and few enough that no arithmetic on them overflows. */
  private static final int TIMESTAMP_MAX_DIGITS = 15;

  private final SignatureScheme scheme;
  private final List<Hmac> hmacs;
  private final long toleranceSeconds;
  private final Clock clock;

  /**
   * @param secrets every one of them is valid, so that a secret can be rotated; at least one
   * @param tolerance how far a timestamp may be in the past or in the future
   * @param clock tells the time that timestamps are compared with
   * @throws IllegalArgumentException if there is no secret, or the tolerance is not positive
   */
  public SignatureVerifier(
      SignatureScheme scheme, List<Secret> secrets, Duration tolerance, Clock clock) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("A verifier needs at least one secret");
    }
    if (tolerance.isNegative() || tolerance.isZero()) {
      throw new IllegalArgumentException("The tolerance must be positive, not " + tolerance);
    }
    this.scheme = scheme;
    this.hmacs = secrets.stream().map(secret -> new Hmac(scheme, secret)).toList();
    this.toleranceSeconds = tolerance.toSeconds();
    this.clock = clock;
  }

  /**
   * Verifies a request. Never throws for what a request may hold.
   *
   * @param headers gives a header's value, or null if there is none
   * @param body the body's bytes exactly as they were received
   */
  public Verification verify(Function<String, @Nullable String> headers, byte[] body) {
    String timestamp = "";
    if (scheme.timestampHeader() != null) {
      timestamp = headers.apply(scheme.timestampHeader());
      if (timestamp == null || timestamp.isEmpty()) {
        return Verification.TIMESTAMP_MISSING;
      }
      Verification finding = verifyTimestamp(timestamp);
      if (finding != Verification.VALID) {
        return finding;
      }
    }
    String signature = headers.apply(scheme.signatureHeader());
    if (signature == null || signature.isEmpty()) {
      return Verification.SIGNATURE_MISSING;
    }
    byte[] claimed = scheme.encoding().decode(signature, hmacs.get(0).length());
    if (claimed == null) {
      return Verification.SIGNATURE_MALFORMED;
    }
    for (Hmac hmac : hmacs) {
      if (MessageDigest.isEqual(hmac.sign(timestamp, body), claimed)) {
        return Verification.VALID;
      }
    }
    return Verification.SIGNATURE_MISMATCH;
  }

  private Verification verifyTimestamp(String timestamp) {
    if (timestamp.length() > TIMESTAMP_MAX_DIGITS) {
      return Verification.TIMESTAMP_MALFORMED;
    }
    long seconds = 0;
    for (int i = 0; i < timestamp.length(); i++) {
      char digit = timestamp.charAt(i);
      if (digit < '0' || digit > '9') {
        return Verification.TIMESTAMP_MALFORMED;
      }
      seconds = 10 * seconds + (digit - '0');
    }
    long age = clock.instant().getEpochSecond() - seconds;
    if (age > toleranceSeconds) {
      return Verification.TIMESTAMP_TOO_OLD;
    }
    return age < -toleranceSeconds ? Verification.TIMESTAMP_IN_FUTURE : Verification.VALID;
  }
}
