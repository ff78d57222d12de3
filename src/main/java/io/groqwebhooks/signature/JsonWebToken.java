package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signed token of RFC 7519. What it says is not to be believed before its signature is verified.
 */
final class JsonWebToken {

  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

  private static final JWTClaimsSet NONE = new JWTClaimsSet.Builder().build();

  private final SignedJWT token;
  private @Nullable JWTClaimsSet claims;

  private JsonWebToken(SignedJWT token) {
    this.token = token;
  }

  /**
   * The token that the text is, or null if it is none, or one without a signature. Its claims are
   * not read yet.
   */
  static @Nullable JsonWebToken parse(String text) {
    // The library overlooks characters that do not belong there.
    if (!COMPACT.matcher(text).matches()) {
      return null;
    }
    try {
      return new JsonWebToken(SignedJWT.parse(text));
    } catch (ParseException e) {
      return null;
    }
  }

  JWSHeader header() {
    return token.getHeader();
  }

  boolean isSignedBy(JWSVerifier verifier) {
    try {
      return token.verify(verifier);
    } catch (JOSEException e) {
      // An algorithm that is not the key's.
      return false;
    }
  }

  boolean isElliptic() {
    return JWSAlgorithm.Family.EC.contains(header().getAlgorithm());
  }

  /** What it claims; nothing if that cannot be read. */
  private JWTClaimsSet claims() {
    JWTClaimsSet read = claims;
    if (read == null) {
      try {
        read = token.getJWTClaimsSet();
      } catch (ParseException e) {
        // No claim will be found.
      }
      read = read == null ? NONE : read;
      claims = read;
    }
    return read;
  }

  /** The claim's text, number or truth value as a text; null if there is none. */
  @Nullable String claim(String name) {
    Object value = claims().getClaim(name);
    if (value instanceof Date date) {
      return Long.toString(seconds(date));
    }
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? value.toString()
        : null;
  }

  /** Whether it says when it ends. */
  boolean hasEnd() {
    return claims().getExpirationTime() != null;
  }

  /** The bytes that hold its claims, which are JSON. */
  byte[] payload() {
    return token.getPayload().toBytes();
  }

  /**
   * Whether the token's time is in order.
   *
   * @param now in Unix seconds
   * @param tolerance how many seconds clocks may be off, and how old a token may be that has no end
   */
  Verification verifyTime(long now, long tolerance) {
    Date end = claims().getExpirationTime();
    Date begin = claims().getNotBeforeTime();
    Date issued = claims().getIssueTime();
    if (end == null && issued == null) {
      return Verification.TIMESTAMP_MISSING;
    }
    boolean ended = end != null && now - seconds(end) > tolerance;
    boolean old = end == null && issued != null && now - seconds(issued) > tolerance;
    if (ended || old) {
      return Verification.TIMESTAMP_TOO_OLD;
    }
    boolean early = begin != null && seconds(begin) - now > tolerance;
    boolean ahead = issued != null && seconds(issued) - now > tolerance;
    boolean endless =
        end != null
            && seconds(end) - now > SignatureScheme.LONGEST_LIFE_OF_TOKENS.toSeconds() + tolerance;
    return early || ahead || endless ? Verification.TIMESTAMP_IN_FUTURE : Verification.VALID;
  }

  private static long seconds(Date date) {
    return date.toInstant().getEpochSecond();
  }
}
