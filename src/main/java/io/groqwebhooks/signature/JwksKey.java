package io.groqwebhooks.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The public keys for signed tokens that a sender publishes. They are fetched when the first token
 * comes, once an hour, and when a token names a key that is not among them: but not twice in half a
 * minute, whatever strangers send, and after a failure not twice in three seconds. If they cannot
 * be fetched, those from before go on to count.
 */
final class JwksKey extends JwtKey {

  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(3);

  /** How long a request waits for another that fetches. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How many wait at once; the others are told to come again. */
  private static final int MOST_WAITING = 4;

  private final URI address;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable JWKSet known;
  private volatile long fetchedAt;

  // These are for whoever has the lock.
  private boolean tried;
  private long triedAt;
  private @Nullable String problem;

  JwksKey(SignatureKind kind, URI address) {
    super(kind);
    this.address = address;
  }

  @Override
  void prepare(SignedRequest request) {
    JsonWebToken token = request.token();
    if (token == null) {
      return;
    }
    boolean matches = !matching(token).isEmpty();
    if (matches && (isFresh() || !fetching.tryLock())) {
      // Another request fetches, and what is known is good enough for this one.
      return;
    }
    if (!matches) {
      waitForTurn();
    }
    try {
      String failure = matches || matching(token).isEmpty() ? fetch() : null;
      if (!matches && failure != null) {
        throw new KeyUnavailableException(failure);
      }
    } finally {
      fetching.unlock();
    }
  }

  private boolean isFresh() {
    return System.nanoTime() - fetchedAt < FRESH.toNanos();
  }

  private void waitForTurn() {
    boolean taken = false;
    if (fetching.getQueueLength() < MOST_WAITING) {
      try {
        taken = fetching.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!taken) {
      throw new KeyUnavailableException("too many requests wait for the sender's keys");
    }
  }

  /** Fetches, unless that was done just now; returns why the keys are not at hand, or null. */
  private @Nullable String fetch() {
    long now = System.nanoTime();
    if (tried && now - triedAt < (problem == null ? PAUSE : PAUSE_AFTER_FAILURE).toNanos()) {
      return problem;
    }
    tried = true;
    triedAt = now;
    try {
      known = JWKSet.parse(new String(PinnedAddress.fetch(address), StandardCharsets.UTF_8));
      fetchedAt = now;
      problem = null;
    } catch (IOException e) {
      problem = "the sender's keys cannot be fetched: " + e.getMessage();
    } catch (ParseException e) {
      problem = "the sender's keys cannot be read";
    }
    return problem;
  }

  private List<JWK> matching(JsonWebToken token) {
    JWKSet keys = known;
    JWKMatcher matcher = JWKMatcher.forJWSHeader(token.header());
    return keys == null || matcher == null ? List.of() : new JWKSelector(matcher).select(keys);
  }

  @Override
  boolean hasSigned(JsonWebToken token) {
    return matching(token).stream().anyMatch(key -> isSignedBy(token, key));
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
}
