package io.groqwebhooks.signature;

import java.util.Locale;

/**
 * What a {@link SignatureVerifier} found. Everything but {@link #VALID} is the reason of a refusal.
 */
public enum Verification {
  /** The signature is genuine and its timestamp within the tolerance. */
  VALID,
  /** The signature header is missing or empty. */
  SIGNATURE_MISSING,
  /** The signature header holds no signature as the scheme writes them. */
  SIGNATURE_MALFORMED,
  /** The signature is not that of this body, timestamp and any of the secrets. */
  SIGNATURE_MISMATCH,
  /** The header with the signed id is missing or empty. */
  ID_MISSING,
  /** Another header whose value is signed is missing. */
  HEADER_MISSING,
  /** The timestamp is missing or empty. */
  TIMESTAMP_MISSING,
  /** The timestamp is not written as the sender writes it. */
  TIMESTAMP_MALFORMED,
  /** The timestamp is older than the tolerance. */
  TIMESTAMP_TOO_OLD,
  /** The timestamp is further ahead than the tolerance. */
  TIMESTAMP_IN_FUTURE;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', ' ');

  /** The finding in words, for logs and metrics: {@code timestamp too old}. */
  public String label() {
    return label;
  }
}
