package io.groqwebhooks.claim;

import java.time.Duration;

/**
 * How long claims last.
 *
 * @param lease how long an event is its claimant's unless the lease is renewed; a crash delays an
 *     event by this much
 * @param retention how long an event is remembered as done
 */
public record ClaimTimes(Duration lease, Duration retention) {}
