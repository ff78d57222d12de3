package io.groqwebhooks.claim;

/** What a store answers to a claim. */
public enum ClaimState {
  /** The event was not claimed: it is the claimant's now, until the lease is over. */
  NEW,
  /** Somebody else is handling the event. */
  IN_FLIGHT,
  /** The event was handled before. */
  DONE
}
