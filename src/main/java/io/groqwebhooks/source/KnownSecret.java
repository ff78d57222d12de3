package io.groqwebhooks.source;

import io.groqwebhooks.signature.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a source as an operator tells it from others, by its age and its use: never by what
 * it is. What it was used for is known since this application's start. Safe for use by several
 * threads.
 */
public final class KnownSecret {

  private final Secret secret;
  private final Instant since;
  private volatile @Nullable Instant verifiedAt;

  /**
   * @param since since when it is known here
   */
  KnownSecret(Secret secret, Instant since) {
    this.secret = secret;
    this.since = since;
  }

  Secret secret() {
    return secret;
  }

  /** Since when it is known here. */
  public Instant since() {
    return since;
  }

  /** When it has verified a request last, or null if it has verified none. */
  public @Nullable Instant verifiedAt() {
    return verifiedAt;
  }

  void verified(Instant at) {
    verifiedAt = at;
  }
}
