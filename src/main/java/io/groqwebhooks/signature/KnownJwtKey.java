package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** A shared secret or a public key for signed tokens that the operator has. */
final class KnownJwtKey extends JwtKey {

  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final JWSVerifier verifier;
  private final byte @Nullable [] secret;
  private final Clock clock = Clock.systemUTC();

  KnownJwtKey(SignatureKind kind, byte[] key) {
    super(kind);
    boolean isPublic = kind.keyFormat() == KeyFormat.PUBLIC;
    this.secret = isPublic ? null : key;
    this.verifier = isPublic ? TokenVerifiers.ofPublicKey(key) : TokenVerifiers.ofSecret(key);
  }

  @Override
  boolean mayBeCostly() {
    return secret == null;
  }

  @Override
  boolean hasSigned(JsonWebToken token) {
    return token.isSignedBy(verifier);
  }

  @Override
  String sign(SignedRequest request) {
    if (secret == null) {
      return super.sign(request);
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
}
