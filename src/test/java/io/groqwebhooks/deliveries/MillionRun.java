package io.groqwebhooks.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.DeliveryListener.Claimed;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import io.groqwebhooks.intake.Outcome;
import io.groqwebhooks.settings.DeliverySettings;
import io.groqwebhooks.settings.SettingsReader;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A log of a million deliveries of a week: {@code mvn -Pmillion verify}, with {@code
 * -Dmillion.entries}. What is asked of it must not look at more rows than it shows, wherever they
 * are; how long that takes is measured. The figures are printed, and are in {@code
 * target/million-report.txt}.
 */
class MillionRun {

  private static final int ENTRIES = Integer.getInteger("million.entries", 1_000_000);
  private static final Path REPORT = Path.of("target", "million-report.txt");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int BATCH = 1000;
  private static final int PAGE = 50;

  /**
   * Wherever in the log the page is, and however long the log: PostgreSQL looks at some hundred
   * rows for one that it shows where they lie together, which it finds cheaper than the other
   * index.
   */
  private static final long ROWS_OF_A_PAGE = 300 * PAGE;

  private static final DeliveryFilter RARE_SOURCE = filter("rare", null, null, null);
  private static final DeliveryFilter REFUSED = filter(null, "rejected", null, null);
  private static final DeliveryFilter FREQUENT_TYPE = filter(null, null, "order.paid", null);
  private static final DeliveryFilter SOURCE_AND_OUTCOME = filter("shop", "failed", null, null);

  @TempDir private Path folder;

  private final Instant end = Instant.now();
  private final StringBuilder report = new StringBuilder();

  private static DeliveryFilter filter(String source, String outcome, String type, String event) {
    return new DeliveryFilter(source, outcome, type, event, null, null);
  }

  @Test
  void inH2() throws IOException {
    String url = "jdbc:h2:file:" + folder.resolve("log");
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url + ";CACHE_SIZE=4096");
    fill("H2", url);
    long size = Files.size(folder.resolve("log.mv.db"));
    report.append(String.format(Locale.ROOT, "%-60s %8d MB%n", "file", size / 1_000_000));
    ask(source, false);
  }

  @Test
  void inPostgreSql() throws IOException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()) {
      fill("PostgreSQL", postgres.getJdbcUrl("postgres", "postgres"));
      DataSource source = postgres.getPostgresDatabase();
      // As it does by itself within a minute.
      new JdbcTemplate(source).execute("analyze");
      ask(source, true);
    }
  }

  private static DeliverySettings settings(String url) {
    Map<String, String> settings = Map.of("webhooks.deliveries.url", url);
    return new SettingsReader(settings::get, settings.keySet()).read().deliveries();
  }

  // Writing

  private void fill(String name, String url) {
    report.append(String.format("%s, %d deliveries%n", name, ENTRIES));
    try (DeliveryDatabase database = new DeliveryDatabase(settings(url), null)) {
      DeliveryTable table = new DeliveryTable(database);
      measure(
          "written in batches of " + BATCH,
          () -> {
            for (int i = 0; i < ENTRIES; i += BATCH) {
              table.write(batch(i, Math.min(BATCH, ENTRIES - i)));
              table.flush();
            }
            return 0;
          });
    }
  }

  private List<DeliveryEntry> batch(int first, int size) {
    List<DeliveryEntry> batch = new ArrayList<>(size);
    for (int i = first; i < first + size; i++) {
      batch.add(DeliveryEntry.Came.of(delivery(i), 0));
    }
    return batch;
  }

  /** At the time that the delivery of that number came, from 0. */
  private Instant time(int number) {
    return end.minus(WEEK.multipliedBy(ENTRIES - number).dividedBy(ENTRIES));
  }

  private static String event(int number) {
    // One in a hundred came again later.
    return "evt_" + (number % 100 == 99 ? number / 2 : number) + "_of_a_common_length";
  }

  private EndedDelivery delivery(int number) {
    UUID id = DeliveryId.next(time(number).toEpochMilli());
    boolean refused = number % 20 == 7;
    boolean failed = number % 50 == 3;
    String source = number % 10_000 == 5 ? "rare" : number % 3 == 0 ? "shop" : "groq";
    String type = number % 5 == 0 ? "order.type_" + number / 5 % 30 : "order.paid";
    return new EndedDelivery(
        id,
        source,
        refused ? null : new EventEnvelope(event(number), type, null, "account_" + number % 1000),
        refused ? 0 : 1,
        List.of(),
        refused ? Outcome.REJECTED : failed ? Outcome.FAILED : Outcome.ACCEPTED,
        refused ? "signature mismatch" : null,
        refused ? 401 : failed ? 500 : 200,
        1_000_000L + number % 977 * 10_000L,
        1,
        800,
        refused ? null : new Verified(new byte[0], "application/json", null, null),
        refused ? new Claimed("192.0.2.7", event(number), "application/json") : null);
  }

  // Reading

  private void ask(DataSource source, boolean postgres) throws IOException {
    Explained explained = new Explained(source, postgres);
    DeliverySettings settings = settings("jdbc:none:");
    DeliveryQueries plain = new DeliveryQueries(new DeliveryDatabase(settings, source));
    DeliveryQueries counted =
        new DeliveryQueries(new DeliveryDatabase(settings, explained.dataSource()));

    pages(plain, counted, explained);
    events(plain, counted, explained);
    charts(plain, counted, explained);
    clean(new DeliveryDatabase(settings, source));
    tell();
  }

  private void pages(DeliveryQueries plain, DeliveryQueries counted, Explained explained) {
    for (DeliveryFilter filter :
        List.of(DeliveryFilter.ANY, REFUSED, FREQUENT_TYPE, SOURCE_AND_OUTCOME, RARE_SOURCE)) {
      for (int depth : new int[] {0, ENTRIES / 20, ENTRIES / 2}) {
        UUID before = DeliveryId.next(time(ENTRIES - depth).toEpochMilli());
        String name = "page of " + name(filter) + ", " + depth + " deliveries down";
        List<RecordedDelivery> page = measure(name, () -> plain.newest(filter, before, PAGE));
        assertThat(page)
            .as(name)
            .isNotEmpty()
            .isSortedAccordingTo((a, b) -> b.receivedAt().compareTo(a.receivedAt()));
        assertThat(counted.newest(filter, before, PAGE)).isEqualTo(page);
        bounded(name, explained.rows(), ROWS_OF_A_PAGE);
      }
    }
  }

  private static String name(DeliveryFilter filter) {
    return filter.equals(DeliveryFilter.ANY)
        ? "all"
        : String.join(
            " ",
            Stream.of(filter.source(), filter.outcome(), filter.type())
                .filter(Objects::nonNull)
                .toList());
  }

  private void events(DeliveryQueries plain, DeliveryQueries counted, Explained explained) {
    for (int number : new int[] {0, ENTRIES / 2, ENTRIES - 1}) {
      DeliveryFilter filter = filter(null, null, null, event(number));
      String name = "event of delivery " + number;
      List<RecordedDelivery> found = measure(name, () -> plain.newest(filter, null, PAGE));
      assertThat(found).isNotEmpty();
      assertThat(counted.newest(filter, null, PAGE)).isEqualTo(found);
      // A look for each ten minutes.
      bounded(name, explained.rows(), 2 * WEEK.dividedBy(EventKey.SPAN));
      measure("one delivery", () -> plain.find(found.get(0).id()));
      assertThat(counted.find(found.get(0).id())).isPresent();
      bounded("one delivery", explained.rows(), 5);
    }
  }

  private void charts(DeliveryQueries plain, DeliveryQueries counted, Explained explained) {
    chart("hour", Duration.ofHours(1), Duration.ofMinutes(1), plain, counted, explained);
    chart("day", Duration.ofDays(1), Duration.ofMinutes(30), plain, counted, explained);
    chart("week", WEEK, Duration.ofHours(3), plain, counted, explained);
  }

  private void chart(
      String range,
      Duration length,
      Duration span,
      DeliveryQueries plain,
      DeliveryQueries counted,
      Explained explained) {
    Instant from = end.minus(length);
    long share = ENTRIES * length.toMillis() / WEEK.toMillis();
    measure("counts of a " + range, () -> plain.counts(from, end, span));
    assertThat(counted.counts(from, end, span)).isNotEmpty();
    bounded("counts of a " + range, explained.rows(), share + share / 10 + 100);
    measure("latencies of a " + range, () -> plain.latencies(from, end, span));
    measure("shares of a " + range, () -> plain.shares(from, end));
    assertThat(counted.shares(from, end)).hasSizeGreaterThan(1);
    bounded("shares of a " + range, explained.rows(), share + share / 10 + 100);
  }

  private void clean(DeliveryDatabase database) {
    DeliveryTable table = new DeliveryTable(database);
    int kept = ENTRIES * 9 / 10;
    measure(
        "removing a tenth, too many",
        () -> {
          table.clean(end, WEEK.plusDays(1), kept);
          return 0;
        });
    measure(
        "removing a seventh, too old",
        () -> {
          table.clean(end, WEEK.minusDays(1).minusHours(17), kept);
          return 0;
        });
    assertThat(
            new DeliveryQueries(database)
                .counts(time(0), end, WEEK).stream().mapToLong(DeliveryQueries.Count::count).sum())
        .isLessThan(kept);
  }

  private void bounded(String name, long rows, long most) {
    report.append(String.format(Locale.ROOT, "%-60s %8d rows looked at%n", name, rows));
    assertThat(rows).as(name).isLessThanOrEqualTo(most);
  }

  private <T> T measure(String name, Supplier<T> action) {
    long begun = System.nanoTime();
    T result = action.get();
    report.append(
        String.format(
            Locale.ROOT, "%-60s %8.1f ms%n", name, (System.nanoTime() - begun) / 1_000_000.0));
    System.out.println(
        String.format(
            Locale.ROOT, "%-60s %10.1f ms", name, (System.nanoTime() - begun) / 1_000_000.0));
    return result;
  }

  @SuppressWarnings("SystemOut") // a measurement tells its figures
  private void tell() throws IOException {
    Files.writeString(REPORT, report + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.println(report);
  }
}
