package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shared secret or a public key for signed tokens, whose claims have to fit the request. */
final class JwtKey extends SignatureKey {

  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final JWSVerifier verifier;
  private final byte @Nullable [] secret;
  private final Clock clock = Clock.systemUTC();

  JwtKey(SignatureKind kind, byte[] key) {
    super(kind);
    boolean isPublic = kind.keyFormat() == KeyFormat.PUBLIC;
    this.secret = isPublic ? null : key;
    this.verifier = isPublic ? TokenVerifiers.ofPublicKey(key) : TokenVerifiers.ofSecret(key);
  }

  @Override
  boolean isCostly(SignedRequest request) {
    JsonWebToken token = request.token();
    return secret == null && token != null && token.isElliptic();
  }

  @Override
  byte[] decode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    JsonWebToken token = request.token();
    return token != null && token.isSignedBy(verifier) && request.fitsClaims();
  }

  @Override
  String sign(SignedRequest request) {
    if (secret == null) {
      throw new IllegalStateException("A public key only verifies; only its sender can sign");
    }
    Instant now = clock.instant();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(request.id())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)));
    request.claims().forEach(claims::claim);
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      token.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException("The secret verifies, so that it signs", e);
    }
    return kind().prefix() + token.serialize();
  }

  @Override
  byte[] signature(SignedRequest request) {
    throw new UnsupportedOperationException("A token is more than its signature");
  }
}
