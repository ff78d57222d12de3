package io.groqwebhooks.process;

import io.groqwebhooks.deliveries.DeliveryDatabase;
import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.deliveries.DeliveryRecorder;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.DeliveryListener.Claimed;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.source.WebhookSources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An hour of deliveries that nobody has sent, for pictures. Equal but for their times. */
final class MadeUpDeliveries {

  /** A source with types of its events, and what their identifiers begin with. */
  private record Kind(String source, String idPrefix, List<String> types) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("groq", "evt_", List.of("resource.created", "resource.updated")),
          new Kind("stripe", "evt_1Q", List.of("charge.succeeded", "invoice.paid")),
          new Kind("acme", "ord-", List.of("order.created", "order.shipped")));

  private static final int MILLIS_BETWEEN = 18_000;

  private final Random random = new Random(16);

  private MadeUpDeliveries() {}

  /** Writes them into the log of a receiver that is going to be started in the folder. */
  static void write(Path folder) {
    Map<String, String> settings =
        Map.of("webhooks.deliveries.url", "jdbc:h2:file:" + folder.resolve("data/deliveries"));
    var read = new SettingsReader(settings::get, settings.keySet()).read();
    DeliveryDatabase database = new DeliveryDatabase(read.deliveries(), null);
    try (DeliveryRecorder recorder =
        new DeliveryRecorder(read.deliveries(), database, WebhookSources.of(read))) {
      int written = new MadeUpDeliveries().write(recorder);
      DeliveryQueries queries = new DeliveryQueries(database);
      Handling.soon()
          .until(() -> queries.newest(DeliveryFilter.ANY, null, written + 1).size() == written);
    }
  }

  private int write(DeliveryRecorder recorder) {
    int written = 0;
    Instant now = Instant.now();
    Instant at = now.minus(Duration.ofMinutes(59));
    while (at.isBefore(now)) {
      recorder.ended(delivery(at));
      written++;
      // As they come by chance: some at once, and then none for a while.
      at = at.plusMillis((long) (-Math.log(1 - random.nextDouble()) * MILLIS_BETWEEN));
    }
    return written;
  }

  private EndedDelivery delivery(Instant at) {
    return switch (random.nextInt(24)) {
      case 0, 1 -> delivery(at, Outcome.REJECTED, "signature mismatch");
      case 2 -> delivery(at, Outcome.INVALID, "The body is not valid JSON");
      case 3 -> delivery(at, Outcome.FAILED, null);
      case 4, 5 -> delivery(at, Outcome.DUPLICATE, null);
      default -> delivery(at, Outcome.ACCEPTED, null);
    };
  }

  private EndedDelivery delivery(Instant at, Outcome outcome, @Nullable String reason) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    boolean failed = outcome == Outcome.FAILED;
    double millis = (failed ? 60 : 6) * Math.exp(random.nextGaussian() / 2);
    return new EndedDelivery(
        DeliveryId.next(at.toEpochMilli()),
        kind.source(),
        reason == null ? envelope(kind, at) : null,
        1,
        List.of(),
        outcome,
        reason,
        outcome.status(),
        (long) (millis * 1e6),
        failed ? 4 : 1,
        300 + random.nextInt(2_000),
        reason == null ? new Verified(new byte[0], "application/json", null, null) : null,
        reason == null ? null : new Claimed("192.0.2.7", null, "application/json"));
  }

  private EventEnvelope envelope(Kind kind, Instant at) {
    String id = kind.idPrefix() + Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX);
    String type = kind.types().get(random.nextInt(kind.types().size()));
    return new EventEnvelope(id, type, at, null);
  }
}
