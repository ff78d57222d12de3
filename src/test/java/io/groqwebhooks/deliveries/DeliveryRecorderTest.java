package io.groqwebhooks.deliveries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.DeliveryListener.Claimed;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.EndedEvent;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.settings.DeliverySettings;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.source.WebhookSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The log of deliveries in a real H2, in a file. */
class DeliveryRecorderTest {

  @TempDir private Path folder;
  private DeliveryDatabase database;
  private DeliveryRecorder recorder;

  @AfterEach
  void close() {
    if (recorder != null) {
      recorder.close();
    }
  }

  private String url() {
    return "jdbc:h2:file:" + folder.resolve("log/deliveries");
  }

  private DeliveryQueries start(String... settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "webhooks.deliveries.url",
                url(),
                "webhooks.sources.queued.scheme",
                "github",
                "webhooks.sources.queued.secrets",
                "x",
                "webhooks.sources.queued.dispatch",
                "jms:queue:x"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put("webhooks.deliveries." + settings[i], settings[i + 1]);
    }
    var read = new SettingsReader(all::get, all.keySet()).read();
    database = new DeliveryDatabase(read.deliveries(), null);
    recorder = new DeliveryRecorder(read.deliveries(), database, WebhookSources.of(read));
    return new DeliveryQueries(database);
  }

  private static UUID id(Instant time) {
    return DeliveryId.next(time.toEpochMilli());
  }

  private static EndedDelivery accepted(String source, String event, Instant at) {
    return accepted(id(at), source, event);
  }

  private static EndedDelivery accepted(UUID id, String source, String event) {
    return new EndedDelivery(
        id,
        source,
        new EventEnvelope(event, "order.paid", null, "account_7"),
        1,
        List.of(),
        Outcome.ACCEPTED,
        null,
        200,
        2_500_000,
        1,
        5,
        new Verified("{\"a\"}".getBytes(StandardCharsets.UTF_8), "application/json", "4bf9", null),
        null);
  }

  private static EndedDelivery refused(Instant at) {
    return new EndedDelivery(
        id(at),
        "groq",
        null,
        0,
        List.of(),
        Outcome.REJECTED,
        "signature mismatch",
        401,
        1_000_000,
        1,
        10,
        null,
        new Claimed("192.0.2.7", "evt_claimed", "application/json"));
  }

  private static List<RecordedDelivery> awaitRows(DeliveryQueries queries, int number) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> queries.newest(DeliveryFilter.ANY, null, 1000), all -> all.size() == number);
  }

  @Test
  void eachSourceHasItsShareOfAcceptedDeliveries() {
    DeliveryQueries queries = start();
    Instant now = Instant.now();
    recorder.ended(accepted("groq", "evt_1", now));
    recorder.ended(accepted("shop", "evt_2", now));
    recorder.ended(refused(now));
    recorder.ended(accepted("groq", "evt_3", now.minus(Duration.ofDays(2))));
    awaitRows(queries, 4);

    assertThat(queries.shares(now.minus(Duration.ofDays(1)), now.plusSeconds(60)))
        .containsExactly(
            new DeliveryQueries.Share("groq", 2, 1), new DeliveryQueries.Share("shop", 1, 1));
  }

  @Test
  void aDeliveryIsThereWithAllThatIsKnownOfIt() {
    DeliveryQueries queries = start();
    Instant at = Instant.parse("2026-03-01T02:10:00Z");
    recorder.ended(accepted("groq", "evt_1", at));
    EndedDelivery refused = refused(at.plusSeconds(1));
    recorder.ended(refused);
    recorder.explained(refused, "Another secret would match.", "Set it.");

    List<RecordedDelivery> rows = awaitRows(queries, 2);
    RecordedDelivery first = rows.get(1);
    assertThat(first.receivedAt()).isEqualTo(at);
    assertThat(first.eventId()).isEqualTo("evt_1");
    assertThat(first.eventType()).isEqualTo("order.paid");
    assertThat(first.subject()).isEqualTo("account_7");
    assertThat(first.outcome()).isEqualTo("accepted");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.durationMicros()).isEqualTo(2500);
    assertThat(first.size()).isEqualTo(5);
    assertThat(first.traceId()).isEqualTo("4bf9");
    assertThat(first.bodyKept()).isFalse();
    RecordedDelivery second =
        await()
            .until(
                () -> queries.find(refused.id()).orElseThrow(), found -> found.problem() != null);
    assertThat(second.reason()).isEqualTo("signature mismatch");
    assertThat(second.problem()).isEqualTo("Another secret would match.");
    assertThat(second.remedy()).isEqualTo("Set it.");
    assertThat(second.client()).isEqualTo("192.0.2.7");
    assertThat(second.claimedId()).isEqualTo("evt_claimed");
    assertThat(second.eventId()).isNull();
  }

  @Test
  void filtersFindAndPagesGoOnWhereTheOneBeforeHasEnded() {
    DeliveryQueries queries = start();
    Instant at = Instant.parse("2026-03-01T02:10:00Z");
    for (int i = 0; i < 25; i++) {
      recorder.ended(accepted(i % 5 == 0 ? "stripe" : "groq", "evt_" + i, at.plusSeconds(i)));
    }
    recorder.ended(refused(at.plusSeconds(30)));
    awaitRows(queries, 26);

    List<RecordedDelivery> page = queries.newest(DeliveryFilter.ANY, null, 10);
    List<RecordedDelivery> next = queries.newest(DeliveryFilter.ANY, page.get(9).id(), 10);
    assertThat(page.get(1).eventId()).isEqualTo("evt_24");
    assertThat(next.get(0).eventId()).isEqualTo("evt_15");
    assertThat(queries.newest(filter("stripe", null, null, null), null, 100)).hasSize(5);
    assertThat(queries.newest(filter(null, "rejected", null, null), null, 100)).hasSize(1);
    assertThat(queries.newest(filter(null, null, "order.paid", null), null, 100)).hasSize(25);
    assertThat(queries.newest(filter(null, null, null, "evt_7"), null, 100))
        .singleElement()
        .satisfies(found -> assertThat(found.receivedAt()).isEqualTo(at.plusSeconds(7)));
    // An event that came twice, with days in between.
    recorder.ended(accepted("groq", "evt_7", at.plus(Duration.ofDays(6))));
    awaitRows(queries, 27);
    List<RecordedDelivery> both = queries.newest(filter(null, null, null, "evt_7"), null, 100);
    assertThat(both)
        .extracting(RecordedDelivery::receivedAt)
        .containsExactly(at.plus(Duration.ofDays(6)), at.plusSeconds(7));
    assertThat(queries.othersOf(both.get(1), 5)).containsExactly(both.get(0));
    assertThat(queries.newest(filter(null, null, null, "evt_7"), both.get(0).id(), 100))
        .containsExactly(both.get(1));
    assertThat(
            queries.newest(
                new DeliveryFilter(null, null, null, null, at.plusSeconds(5), at.plusSeconds(8)),
                null,
                100))
        .hasSize(3);
    assertThat(queries.counts(at, at.plusSeconds(60), Duration.ofMinutes(1)))
        .containsExactly(
            new DeliveryQueries.Count(at, "accepted", 25),
            new DeliveryQueries.Count(at, "rejected", 1));
    assertThat(queries.latencies(at, at.plusSeconds(60), Duration.ofMinutes(1)))
        .containsExactly(new DeliveryQueries.Latency(at, 2500, 2500));
  }

  private static DeliveryFilter filter(String source, String outcome, String type, String event) {
    return new DeliveryFilter(source, outcome, type, event, null, null);
  }

  @Test
  void eventsOfABatchAreUnderItWithTheirOwnBodies() {
    DeliveryQueries queries = start("bodies", "verified");
    Instant at = Instant.now();
    EndedDelivery batch =
        new EndedDelivery(
            id(at),
            "groq",
            null,
            2,
            List.of(
                new EndedEvent(event("a"), Outcome.DUPLICATE, 1),
                new EndedEvent(event("b"), Outcome.FAILED, 4)),
            Outcome.FAILED,
            null,
            500,
            1,
            1,
            30,
            new Verified(new byte[30], null, null, null),
            null);
    recorder.ended(batch);

    RecordedDelivery row = awaitRows(queries, 1).get(0);
    assertThat(row.events()).isEqualTo(2);
    assertThat(row.bodyKept()).isFalse();
    assertThat(queries.eventsOf(row, 10))
        .extracting(
            RecordedDelivery::eventId, RecordedDelivery::outcome, RecordedDelivery::attempts)
        .containsExactly(tuple("a", "duplicate", 1), tuple("b", "failed", 4));
    RecordedDelivery b = queries.newest(filter(null, null, null, "b"), null, 10).get(0);
    assertThat(b.deliveryId()).isEqualTo(batch.id());
    assertThat(queries.body(b.id()).orElseThrow()).asString(StandardCharsets.UTF_8).isEqualTo("b");
  }

  private static OriginalEvent event(String id) {
    return event("groq", id);
  }

  private static OriginalEvent event(String source, String id) {
    return new OriginalEvent(
        source,
        id,
        "t",
        null,
        null,
        Instant.now().toString(),
        id.getBytes(StandardCharsets.UTF_8),
        null);
  }

  @Test
  void anEventBehindAQueueGetsItsEnd() {
    DeliveryQueries queries = start();
    recorder.ended(accepted("queued", "evt_1", Instant.now()));
    recorder.ended(accepted("direct", "evt_1", Instant.now()));
    recorder.handled(event("queued", "evt_1"), 3);
    recorder.handled(event("direct", "evt_1"), 1);

    awaitRows(queries, 2);
    await()
        .until(
            () -> queries.newest(filter("queued", null, null, null), null, 1).get(0),
            row -> "handled".equals(row.ended()) && row.attempts() == 3);
    assertThat(queries.newest(filter("direct", null, null, null), null, 1).get(0).ended()).isNull();
  }

  /** Another replica may have handled it, and written that first. */
  @Test
  void anEndMayComeBeforeItsDelivery() {
    DeliveryQueries queries = start();
    recorder.handled(event("queued", "evt_1"), 1);
    await().until(() -> recorder.waiting() == 0);
    recorder.ended(accepted("other", "evt_2", Instant.now()));
    awaitRows(queries, 1);

    recorder.ended(accepted("queued", "evt_1", Instant.now()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> queries.newest(filter("queued", null, null, null), null, 1),
            rows -> rows.size() == 1 && "handled".equals(rows.get(0).ended()));
  }

  @Test
  void whatWaitsHoldsNoBodyThatIsNotKept() {
    EndedDelivery batch =
        new EndedDelivery(
            id(Instant.now()),
            "groq",
            null,
            2,
            List.of(
                new EndedEvent(event("a"), Outcome.ACCEPTED, 1),
                new EndedEvent(event("long"), Outcome.ACCEPTED, 1)),
            Outcome.ACCEPTED,
            null,
            200,
            1,
            1,
            30,
            new Verified(new byte[30], null, null, null),
            null);

    DeliveryEntry.Came came = DeliveryEntry.Came.of(batch, 1);
    assertThat(came.delivery().each()).isEmpty();
    assertThat(came.delivery().verified().body()).isEmpty();
    assertThat(came.delivery().size()).isEqualTo(30);
    assertThat(came.body()).isNull();
    assertThat(came.events().get(0).body()).hasSize(1);
    assertThat(came.events().get(1).body()).isNull();
    assertThat(came.events().get(1).size()).isEqualTo(4);
    assertThat(came.bodyBytes()).isEqualTo(1);
    assertThat(DeliveryEntry.Came.of(batch, 0).bodyBytes()).isZero();
  }

  @Test
  void bodiesAreKeptOnlyOfVerifiedDeliveriesAndOnlyIfTheyAreSmall() {
    DeliveryQueries queries = start("bodies", "verified", "max-body-size", "5B");
    EndedDelivery small = accepted("groq", "small", Instant.now());
    recorder.ended(small);
    EndedDelivery refused = refused(Instant.now());
    recorder.ended(refused);
    EndedDelivery large =
        new EndedDelivery(
            id(Instant.now()),
            "groq",
            small.envelope(),
            1,
            List.of(),
            Outcome.ACCEPTED,
            null,
            200,
            1,
            1,
            6,
            new Verified(new byte[6], null, null, null),
            null);
    recorder.ended(large);

    awaitRows(queries, 3);
    assertThat(queries.body(small.id())).isPresent();
    assertThat(queries.body(refused.id())).isEmpty();
    assertThat(queries.body(large.id())).isEmpty();
  }

  @Test
  void whatIsOldOrTooManyIsRemovedWithItsBodies() {
    DeliveryQueries queries = start("bodies", "verified");
    Instant now = Instant.now();
    EndedDelivery old = accepted("groq", "old", now.minus(Duration.ofDays(8)));
    recorder.ended(old);
    for (int i = 0; i < 10; i++) {
      recorder.ended(accepted("groq", "evt_" + i, now.minusSeconds(20 - i)));
    }
    awaitRows(queries, 11);

    new DeliveryTable(database).clean(now, Duration.ofDays(7), 4);

    assertThat(queries.newest(DeliveryFilter.ANY, null, 100))
        .extracting(RecordedDelivery::eventId)
        .containsExactly("evt_9", "evt_8", "evt_7", "evt_6");
    assertThat(queries.body(old.id())).isEmpty();
  }

  @Test
  void whatWaitsIsWrittenAtTheEndAndStaysForTheNextStart() throws Exception {
    start();
    for (int i = 0; i < 2000; i++) {
      recorder.ended(accepted("groq", "evt_" + i, Instant.now()));
    }
    recorder.close();

    try (Connection connection = DriverManager.getConnection(url());
        var rows =
            connection.createStatement().executeQuery("select count(*) from webhook_delivery")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(2000);
    }
    assertThat(recorder.dropped()).isZero();
    assertThat(start().newest(DeliveryFilter.ANY, null, 3000)).hasSize(2000);
  }

  @Test
  void aDatabaseThatCannotBeUsedCostsNothingButWhatItWouldHaveHeld() throws IOException {
    // A folder where the file should be.
    Files.createDirectories(folder.resolve("log/deliveries.mv.db"));
    start();
    for (int i = 0; i < 30_000; i++) {
      recorder.ended(accepted("groq", "evt_" + i, Instant.now()));
    }
    assertThat(recorder.dropped()).isBetween(18_000L, 20_000L);

    Files.delete(folder.resolve("log/deliveries.mv.db"));
    await().atMost(Duration.ofSeconds(20)).until(() -> recorder.waiting() == 0);
    assertThat(new DeliveryQueries(database).newest(DeliveryFilter.ANY, null, 1)).hasSize(1);
  }

  /** As after a connection that broke before it told of the commit. */
  @Test
  void whatIsWrittenTwiceIsThereOnceAndNotCountedAsDropped() {
    DeliveryQueries queries = start();
    EndedDelivery delivery = accepted("groq", "evt_1", Instant.now());
    recorder.ended(delivery);
    awaitRows(queries, 1);

    recorder.ended(delivery);
    recorder.ended(accepted("groq", "evt_2", Instant.now()));
    awaitRows(queries, 2);
    assertThat(recorder.dropped()).isZero();

    // Another process's, which has made the same identifier.
    recorder.ended(accepted(delivery.id(), "shop", "evt_3"));
    await().atMost(Duration.ofSeconds(20)).until(() -> recorder.dropped() == 1);
    assertThat(queries.find(delivery.id()).orElseThrow().source()).isEqualTo("groq");
  }

  /** The database would have a file of its own for failures, with what they are about. */
  @Test
  void whatDoesNotFitIsCountedAndNowhereElse() throws IOException {
    DeliveryQueries queries = start();
    recorder.ended(accepted("groq", "evt_" + "1".repeat(300), Instant.now()));
    recorder.ended(accepted("groq", "evt_2", Instant.now()));

    awaitRows(queries, 1);
    await().atMost(Duration.ofSeconds(20)).until(() -> recorder.dropped() == 1);
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      assertThat(files).containsExactly(folder.resolve("log/deliveries.mv.db"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theFileIsItsOwnersOnly() throws IOException {
    awaitRows(start(), 0);

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("log/deliveries.mv.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void theDefaultIsAFileBesideTheClaims() {
    assertThat(new SettingsReader(name -> null, List.of()).read().deliveries().url())
        .isEqualTo(DeliverySettings.FILE);
  }
}
