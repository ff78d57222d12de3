package io.groqwebhooks.settings;

import java.time.Duration;

/**
 * How events are remembered: the settings under {@code webhooks.claims}. Immutable.
 *
 * @param lease how long an event is its handler's after a crash; at least a second
 * @param retention how long an event is remembered as done; at least the lease
 * @param timeout how long the claim store may take to answer; from 50 ms, below the lease
 * @param file where events are remembered without Redis
 * @param refuseDamagedFile whether that file is refused if it was cut or changed since it was used
 *     last
 * @param replicas how many replicas of a Redis must have a claim before it counts
 */
public record ClaimSettings(
    Duration lease,
    Duration retention,
    Duration timeout,
    String file,
    Boolean refuseDamagedFile,
    Integer replicas) {

  private static final String PREFIX = "webhooks.claims.";

  /** Sets defaults and checks. */
  public ClaimSettings {
    lease = Check.orDefault(lease, Duration.ofMinutes(1));
    retention = Check.orDefault(retention, Duration.ofDays(7));
    timeout = Check.orDefault(timeout, Duration.ofSeconds(2));
    file = Check.orDefault(file, "data/claims");
    refuseDamagedFile = Check.orDefault(refuseDamagedFile, false);
    replicas = Check.orDefault(replicas, 0);
    Check.atLeast(Duration.ofSeconds(1), PREFIX + "lease", lease);
    Check.atLeast(lease, PREFIX + "retention", retention);
    Check.atLeast(Duration.ofMillis(50), PREFIX + "timeout", timeout);
    InvalidSettingException.unless(
        timeout.compareTo(lease) < 0,
        PREFIX + "timeout",
        "shorter than webhooks.claims.lease",
        timeout);
    InvalidSettingException.unless(
        replicas >= 0, PREFIX + "replicas", "a number that is not negative", replicas);
    InvalidSettingException.unless(!file.isBlank(), PREFIX + "file", "a file", "empty");
  }
}
