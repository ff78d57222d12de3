package io.groqwebhooks.claim;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers which events are being handled and which were handled.
 *
 * <p>A claim is a lease first, which ends by itself when its owner dies, and a record after it is
 * confirmed. Every verb is atomic and acts for the claim's owner only; {@code confirm} and {@code
 * renew} also act when the store knows nothing of the key (the lease ran out, or the store lost its
 * data), because then it is nobody else's.
 *
 * <p>Implementations are safe for use by several threads, answer within the configured timeout, and
 * throw {@link ClaimsUnavailableException} when they cannot.
 */
public interface ClaimStore extends AutoCloseable {

  /** Leases the event to the claim's owner, if it is neither leased to somebody nor done. */
  ClaimState claim(Claim claim);

  /**
   * Makes the lease a record that the event is done, kept for the retention. A record that is there
   * already stays as it is.
   *
   * @return false if the event is somebody else's by now
   */
  boolean confirm(Claim claim);

  /**
   * {@link #confirm} that does not wait for the store, where the store can do without.
   *
   * @return what {@code confirm} returns, or the exception that it throws
   */
  default CompletionStage<Boolean> beginConfirm(Claim claim) {
    try {
      return CompletableFuture.completedFuture(confirm(claim));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Gives the lease up, so that the event can be claimed again at once.
   *
   * @return false if the lease was not the owner's
   */
  boolean release(Claim claim);

  /**
   * Lets the lease run anew from now.
   *
   * @return false if the event is somebody else's by now
   */
  boolean renew(Claim claim);

  /**
   * Whether a lease is remembered when the process that holds it dies. If it is not, an event that
   * was handled and could not be recorded is known to nobody then.
   */
  default boolean leasesOutliveProcess() {
    return true;
  }

  /** Throws {@link ClaimsUnavailableException} if the store does not answer. */
  void ping();

  /** The store in words for an operator, without credentials: {@code Redis at localhost:6379}. */
  String description();

  @Override
  void close();
}
