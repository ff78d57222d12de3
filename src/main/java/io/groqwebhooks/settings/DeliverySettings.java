package io.groqwebhooks.settings;

import io.groqwebhooks.signature.Secret;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The log of deliveries: the settings under {@code webhooks.deliveries}. Immutable.
 *
 * @param enabled whether there is one
 * @param url the JDBC address of its database
 * @param username who may write there, or null if the address says that
 * @param password that user's password, or null if there is none
 * @param dataSource the name of a bean of the application's that is used in place of the address;
 *     null for none
 * @param retention how long a delivery is kept; at least a minute
 * @param maxEntries how many are kept at most
 * @param bodies of which deliveries bodies are kept, too: {@code none} or {@code verified}
 * @param maxBodySize the largest body that is kept, up to 1 MB
 */
public record DeliverySettings(
    Boolean enabled,
    String url,
    @Nullable String username,
    @Nullable Secret password,
    @Nullable String dataSource,
    Duration retention,
    Integer maxEntries,
    String bodies,
    ByteSize maxBodySize) {

  /** The database in a file beside the claims. */
  public static final String FILE = "jdbc:h2:file:./data/deliveries";

  private static final String PREFIX = "webhooks.deliveries.";
  private static final String VERIFIED = "verified";
  private static final ByteSize LARGEST_BODY = ByteSize.parse("1MB");

  /** Sets defaults and checks. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  public DeliverySettings {
    enabled = Check.orDefault(enabled, false);
    url = Check.orDefault(url, FILE);
    retention = Check.orDefault(retention, Duration.ofDays(7));
    maxEntries = Check.orDefault(maxEntries, 1_000_000);
    bodies = Check.orDefault(bodies, "none").toLowerCase(Locale.ROOT);
    maxBodySize = Check.orDefault(maxBodySize, ByteSize.parse("64KB"));
    InvalidSettingException.unless(
        url.startsWith("jdbc:"), PREFIX + "url", "a JDBC address such as " + FILE, "another");
    Check.atLeast(Duration.ofMinutes(1), PREFIX + "retention", retention);
    Check.positive(PREFIX + "max-entries", maxEntries);
    InvalidSettingException.unless(
        bodies.equals("none") || bodies.equals(VERIFIED),
        PREFIX + "bodies",
        "none or verified",
        bodies);
    InvalidSettingException.unless(
        maxBodySize.bytes() >= 1 && maxBodySize.bytes() <= LARGEST_BODY.bytes(),
        PREFIX + "max-body-size",
        "from 1B to 1MB",
        maxBodySize);
  }

  /** The largest body that is kept, in bytes; 0 if none is. */
  public int largestBody() {
    return bodies.equals(VERIFIED) ? Math.toIntExact(maxBodySize.bytes()) : 0;
  }
}
