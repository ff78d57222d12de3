package io.groqwebhooks.source;

import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of a source: those that the operator has set, or the one that its sender has brought
 * by a handshake. Safe for use by several threads.
 */
public final class SourceSecrets {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks");

  /** The secrets that count, and the verifier that is made of them. */
  private record Known(List<Secret> secrets, SignatureVerifier verifier) {}

  private final Function<List<Secret>, SignatureVerifier> verifiers;
  private final @Nullable LearnedSecret learned;
  private volatile Known known;
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
    this.waiting = this.learned != null;
    // Until there is a secret, it is one that nobody knows.
    List<Secret> first = waiting ? List.of(LearnedSecret.thatNobodyKnows()) : secrets;
    this.known = new Known(waiting ? List.of() : first, verifiers.apply(first));
    look();
    if (waiting) {
      LOG.warn("{}: the first that brings a secret is believed to be its sender", this.learned);
    }
  }

  /**
   * The secret that the source of that name has learned; none if there is none that can be read.
   */
  public static List<Secret> learned(String source, Path folder) {
    Secret secret = new LearnedSecret(source, folder).read();
    return secret == null ? List.of() : List.of(secret);
  }

  /** Proves that a request is the sender's. */
  public SignatureVerifier verifier() {
    look();
    return known.verifier;
  }

  /** Those that are known by now. */
  public List<Secret> all() {
    return known.secrets;
  }

  /** The secret that answers to handshakes are made with. */
  public Secret first() {
    List<Secret> secrets = known.secrets;
    return secrets.isEmpty() ? Secret.NONE : secrets.get(0);
  }

  /** Another replica may have learned the secret. */
  private void look() {
    if (waiting && learned != null) {
      Secret found = learned.read();
      // What somebody has put there that is no key verifies nothing.
      Known read = found == null ? null : known(found);
      if (read != null) {
        known = read;
        waiting = false;
      }
    }
  }

  /**
   * Keeps the secret that the sender has brought, if none is known.
   *
   * @return false if it cannot be kept, is no key, or there is one already
   */
  public synchronized boolean learn(String text) {
    look();
    String stripped = text.strip();
    if (learned == null || !waiting || stripped.isEmpty()) {
      return false;
    }
    Known brought = known(Secret.of(stripped));
    if (brought == null || !learned.keep(stripped)) {
      return false;
    }
    known = brought;
    waiting = false;
    return true;
  }

  /** What the secret makes known, or null if it is no key of the sender. */
  private @Nullable Known known(Secret secret) {
    List<Secret> secrets = List.of(secret);
    try {
      return new Known(secrets, verifiers.apply(secrets));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
