package io.groqwebhooks.camelmain;

import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.PlainSettings;
import java.time.Duration;

/** The settings under {@code webhooks.claims}. */
record ClaimSettings(String file, ClaimTimes times) {

  static ClaimSettings read(PlainSettings settings) {
    Duration lease = settings.duration("webhooks.claims.lease", Duration.ofMinutes(1));
    InvalidSettingException.unless(
        lease.toMillis() >= 1000, "webhooks.claims.lease", "at least 1000 ms", lease);
    Duration retention = settings.duration("webhooks.claims.retention", Duration.ofDays(7));
    InvalidSettingException.unless(
        retention.compareTo(lease) >= 0,
        "webhooks.claims.retention",
        "at least " + lease.toMillis() + " ms",
        retention);
    return new ClaimSettings(
        settings.text("webhooks.claims.file", "data/claims.mv"), new ClaimTimes(lease, retention));
  }
}
