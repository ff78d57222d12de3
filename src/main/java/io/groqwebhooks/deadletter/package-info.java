/**
 * Events that could not be handled, kept as documents that people and other tools can read.
 *
 * <p>Public API: {@link io.groqwebhooks.deadletter.DeadLetter}, {@link
 * io.groqwebhooks.deadletter.DeadLetterListener}, and, by the names {@code webhookDeadLetter} and
 * {@code webhookAttempts} and {@code webhookRetryTimeout} that routes use, {@link
 * io.groqwebhooks.deadletter.WriteDeadLetter} and {@link io.groqwebhooks.deadletter.FailedAttempts}
 * and {@link io.groqwebhooks.deadletter.RetryTimeout}.
 */
@NullMarked
package io.groqwebhooks.deadletter;

import org.jspecify.annotations.NullMarked;
