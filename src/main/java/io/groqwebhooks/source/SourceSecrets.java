package io.groqwebhooks.source;

import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.nio.file.Path;
import java.time.Instant;
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

  /**
   * The secrets that count at a time, and the verifier that is made of them.
   *
   * @param secrets the secrets, in the order by which the verifier counts them
   * @param verifier proves that a request is the sender's
   */
  public record Current(List<KnownSecret> secrets, SignatureVerifier verifier) {

    /**
     * Notes which secret has verified a request.
     *
     * @param position its position, from 1; 0 for none
     * @return the secret, or null for none
     */
    public @Nullable KnownSecret verified(int position, Instant at) {
      if (position == 0 || position > secrets.size()) {
        return null;
      }
      KnownSecret secret = secrets.get(position - 1);
      secret.verified(at);
      return secret;
    }
  }

  private final Function<List<Secret>, SignatureVerifier> verifiers;
  private final @Nullable LearnedSecret learned;
  private volatile Current current;
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
    Instant now = Instant.now();
    this.current =
        waiting
            ? new Current(List.of(), verifiers.apply(List.of(LearnedSecret.thatNobodyKnows())))
            : new Current(
                secrets.stream().map(secret -> new KnownSecret(secret, now)).toList(),
                verifiers.apply(secrets));
    look();
    if (waiting) {
      LOG.warn("{}: the first that brings a secret is believed to be its sender", this.learned);
    }
  }

  /**
   * The secret that the source of that name has learned; none if there is none that can be read.
   */
  public static List<Secret> learned(String source, Path folder) {
    KnownSecret known = new LearnedSecret(source, folder).read();
    return known == null ? List.of() : List.of(known.secret());
  }

  /** Those that count now, and the verifier that is made of them. */
  public Current current() {
    look();
    return current;
  }

  /** Those that are known by now. */
  public List<Secret> all() {
    return current.secrets.stream().map(KnownSecret::secret).toList();
  }

  /** The secret that answers to handshakes are made with. */
  public Secret first() {
    List<KnownSecret> secrets = current.secrets;
    return secrets.isEmpty() ? Secret.NONE : secrets.get(0).secret();
  }

  /** Whether it waits for a secret that its sender brings. */
  public boolean isWaiting() {
    return waiting;
  }

  /** Another replica may have learned the secret. */
  private void look() {
    if (waiting && learned != null) {
      KnownSecret found = learned.read();
      // What somebody has put there that is no key verifies nothing.
      Current read = found == null ? null : currentWith(found);
      if (read != null) {
        current = read;
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
    Current brought = currentWith(new KnownSecret(Secret.of(stripped), Instant.now()));
    if (brought == null || !learned.keep(stripped)) {
      return false;
    }
    current = brought;
    waiting = false;
    return true;
  }

  /** What counts with this secret alone, or null if it is no key of the sender. */
  private @Nullable Current currentWith(KnownSecret secret) {
    try {
      return new Current(List.of(secret), verifiers.apply(List.of(secret.secret())));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
