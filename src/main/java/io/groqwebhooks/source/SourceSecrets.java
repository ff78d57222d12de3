package io.groqwebhooks.source;

import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a source: those that the operator has set, or the one that its sender has brought
 * by a handshake. Safe for use by several threads.
 */
public final class SourceSecrets {

  private final Function<List<Secret>, SignatureVerifier> verifiers;
  private final @Nullable LearnedSecret learned;
  private volatile Secret first;
  private volatile SignatureVerifier verifier;
  private volatile boolean waiting;

  /**
   * @param secrets those that are set
   * @param learned where the one that is learned is kept, or null if none may be
   * @param verifiers makes a verifier of secrets
   * @throws IllegalArgumentException if a secret is no key of the sender
   */
  SourceSecrets(
      List<Secret> secrets,
      @Nullable LearnedSecret learned,
      Function<List<Secret>, SignatureVerifier> verifiers) {
    this.verifiers = verifiers;
    this.learned = secrets.isEmpty() ? learned : null;
    this.first = secrets.isEmpty() ? Secret.NONE : secrets.get(0);
    // Until there is a secret, it is one that nobody knows.
    this.verifier =
        verifiers.apply(this.learned == null ? secrets : List.of(LearnedSecret.thatNobodyKnows()));
    this.waiting = this.learned != null;
    isWaiting();
  }

  /** Proves that a request is the sender's. */
  public SignatureVerifier verifier() {
    if (waiting) {
      isWaiting();
    }
    return verifier;
  }

  /** The secret that answers to handshakes are made with. */
  public Secret first() {
    return first;
  }

  /** Whether the sender has still to bring its secret. */
  public boolean isWaiting() {
    if (waiting && learned != null) {
      // Another replica may have learned it.
      Secret found = learned.read();
      if (found != null) {
        use(found);
      }
    }
    return waiting;
  }

  /**
   * Keeps the secret that the sender has brought, if none is known.
   *
   * @return false if it cannot be kept, or there is one already
   */
  public synchronized boolean learn(String text) {
    if (learned == null || !isWaiting() || text.isBlank() || !learned.keep(text)) {
      return false;
    }
    use(Secret.of(text));
    return true;
  }

  private void use(Secret secret) {
    verifier = verifiers.apply(List.of(secret));
    first = secret;
    waiting = false;
  }
}
