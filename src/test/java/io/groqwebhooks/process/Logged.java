package io.groqwebhooks.process;

import io.groqwebhooks.deliveries.DeliveryDatabase;
import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A log of deliveries, read from its database. */
final class Logged implements AutoCloseable {

  private final DeliveryDatabase database;
  private final DeliveryQueries queries;

  private Logged(String url) {
    Map<String, String> settings = Map.of("webhooks.deliveries.url", url);
    database =
        new DeliveryDatabase(
            new SettingsReader(settings::get, settings.keySet()).read().deliveries(), null);
    queries = new DeliveryQueries(database);
  }

  /** The log in that database. */
  static Logged at(String url) {
    return new Logged(url);
  }

  /** The address of the database in that file, whose name goes on with {@code .mv.db}. */
  static String url(Path file) {
    return "jdbc:h2:file:" + file;
  }

  /** The file that a receiver in that folder writes by default. */
  static Path file(Path folder) {
    return folder.resolve("data/deliveries");
  }

  DeliveryQueries queries() {
    return queries;
  }

  /** All deliveries, the newest first, if there are no more than ten thousand. */
  List<RecordedDelivery> all() {
    return queries.newest(DeliveryFilter.ANY, null, 10_000);
  }

  /** The newest delivery of the event. */
  RecordedDelivery of(String event) {
    return queries.newest(new DeliveryFilter(null, null, null, event, null, null), null, 1).get(0);
  }

  /** How many deliveries there were in the last hours. */
  long count() {
    Instant now = Instant.now();
    return queries
        .counts(now.minus(Duration.ofHours(6)), now.plusSeconds(60), Duration.ofDays(1))
        .stream()
        .mapToLong(DeliveryQueries.Count::count)
        .sum();
  }

  @Override
  public void close() {
    database.close();
  }
}
