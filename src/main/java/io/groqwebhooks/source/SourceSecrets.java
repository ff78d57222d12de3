package io.groqwebhooks.source;

import io.groqwebhooks.secrets.FileSecret;
import io.groqwebhooks.secrets.FollowedSecrets;
import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of a source: those in its files, then those that the operator has set; or the one
 * that its sender has brought by a handshake. Safe for use by several threads.
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
  private final List<KnownSecret> set;
  private volatile Current current;
  private volatile boolean waiting;
  private @Nullable FollowedSecrets followed;

  /**
   * @param held those that files hold now
   * @param secrets those that are set
   * @param learned where the one that is learned is kept, or null if none may be
   * @param verifiers makes a verifier of secrets
   * @throws IllegalArgumentException if a secret is no key of the sender
   */
  SourceSecrets(
      List<FileSecret> held,
      List<Secret> secrets,
      @Nullable LearnedSecret learned,
      Function<List<Secret>, SignatureVerifier> verifiers) {
    this.verifiers = verifiers;
    this.learned = held.isEmpty() && secrets.isEmpty() ? learned : null;
    this.waiting = this.learned != null;
    Instant now = Instant.now();
    this.set = secrets.stream().map(secret -> new KnownSecret(secret, now)).toList();
    // Until there is a secret, it is one that nobody knows.
    this.current =
        waiting
            ? new Current(List.of(), verifiers.apply(List.of(LearnedSecret.thatNobodyKnows())))
            : currentWith(held, set);
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

  /** Uses what these files hold, from now on. */
  void follow(FollowedSecrets files, SecretFilesWatch watch) {
    followed = files;
    files.follow(watch, this::replace);
  }

  /**
   * What is wrong with the files that hold its secrets, so that the secrets of before are still
   * used, as a part of a sentence; null if nothing is.
   */
  public @Nullable String problem() {
    return followed == null ? null : followed.problem();
  }

  /**
   * Uses what files hold in place of what they held before. What is known of a secret that stays
   * goes on being known.
   *
   * @throws IllegalArgumentException if that cannot be used; what was before goes on being used
   */
  private synchronized void replace(List<FileSecret> held) {
    current = currentWith(held, Stream.concat(set.stream(), current.secrets.stream()).toList());
  }

  /** Those that files hold, and those that are set. */
  private Current currentWith(List<FileSecret> held, List<KnownSecret> known) {
    Map<Secret, KnownSecret> before = new HashMap<>();
    known.forEach(secret -> before.put(secret.secret(), secret));
    Map<Secret, KnownSecret> all = new LinkedHashMap<>();
    for (FileSecret each : held) {
      all.put(
          each.secret(),
          before.getOrDefault(each.secret(), new KnownSecret(each.secret(), each.since())));
    }
    set.forEach(secret -> all.putIfAbsent(secret.secret(), secret));
    if (all.size() > SourceSettings.MOST_SECRETS) {
      throw new IllegalArgumentException(
          "there are "
              + all.size()
              + " secrets with those that are set, and at most "
              + SourceSettings.MOST_SECRETS
              + " can be, because each request is compared with all");
    }
    return new Current(List.copyOf(all.values()), verifiers.apply(List.copyOf(all.keySet())));
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
