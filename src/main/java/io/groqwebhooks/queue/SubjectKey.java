package io.groqwebhooks.queue;

import org.jspecify.annotations.Nullable;

/**
 * By what a broker tells which events are about the same: the source and the subject, because
 * senders know nothing of each other's subjects.
 */
final class SubjectKey {

  private SubjectKey() {}

  /** Such as {@code stripe:cus_1}; null for an event without a subject. */
  static @Nullable String of(@Nullable String source, @Nullable String subject) {
    // No source has a colon in its name.
    return source == null || subject == null ? null : source + ":" + subject;
  }
}
