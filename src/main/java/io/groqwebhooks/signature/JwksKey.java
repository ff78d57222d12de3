package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The public keys for signed tokens that a sender publishes. They are kept, fetched anew before
 * they are too old or when a token names another one, and then at most every half a minute,
 * whatever strangers send.
 */
final class JwksKey extends SignatureKey {

  private static final long PAUSE_MILLIS = 30_000;

  /** How many requests may wait for keys at once; the others are told to come again. */
  private static final int MOST_WAITING = 4;

  private final JWKSource<SecurityContext> source;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  JwksKey(SignatureKind kind, String address) {
    super(kind);
    String host = URI.create(address).getHost();
    PinnedHosts hosts = new PinnedHosts(host == null ? List.of() : List.of(host));
    URI uri = hosts.known(address);
    if (uri == null) {
      throw new IllegalArgumentException("the address of its keys (jwks) must be one of https");
    }
    try {
      this.source =
          JWKSourceBuilder.create(
                  uri.toURL(),
                  url ->
                      new Resource(
                          new String(hosts.fetch(uri), StandardCharsets.UTF_8), "application/json"))
              .rateLimited(PAUSE_MILLIS)
              .outageTolerant(true)
              .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("the address of the keys cannot be used");
    }
  }

  @Override
  byte[] decode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  boolean verifies(List<byte[]> signatures, SignedRequest request) {
    JsonWebToken token = request.token();
    if (token == null || !request.fitsClaims()) {
      return false;
    }
    JWKMatcher matcher = JWKMatcher.forJWSHeader(token.header());
    if (matcher == null) {
      return false;
    }
    for (JWK key : keys(new JWKSelector(matcher))) {
      if (isSignedBy(token, key)) {
        return true;
      }
    }
    return false;
  }

  private List<JWK> keys(JWKSelector selector) {
    if (!waiting.tryAcquire()) {
      throw new KeyUnavailableException("too many requests wait for the sender's keys");
    }
    try {
      return source.get(selector, null);
    } catch (KeySourceException e) {
      throw new KeyUnavailableException("the sender's keys cannot be fetched: " + e.getMessage());
    } finally {
      waiting.release();
    }
  }

  private static boolean isSignedBy(JsonWebToken token, JWK key) {
    try {
      return key instanceof AsymmetricJWK asymmetric
          && token.isSignedBy(
              new DefaultJWSVerifierFactory()
                  .createJWSVerifier(token.header(), asymmetric.toPublicKey()));
    } catch (JOSEException e) {
      return false;
    }
  }

  @Override
  byte[] signature(SignedRequest request) {
    throw new IllegalStateException("A public key only verifies; only its sender can sign");
  }
}
