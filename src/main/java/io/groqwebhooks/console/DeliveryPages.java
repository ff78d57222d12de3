package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryFilter;
import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages about deliveries. */
final class DeliveryPages {

  private static final int ROWS = 50;

  /** Of the events of one delivery. */
  static final int MOST_EVENTS = 1000;

  private static final int MOST_OTHERS = 20;

  /** A fact about a delivery; null is nothing to be said. */
  private record Fact(String name, @Nullable Object value) {}

  /**
   * A table of deliveries.
   *
   * @param version another one if anything in it is other
   * @param model what its template is about
   */
  private record Table(List<DeliveryRow> rows, String version, Map<String, Object> model) {}

  private final Pages pages;
  private final Log log;
  private final WebhookSources sources;

  DeliveryPages(Pages pages, Log log, WebhookSources sources) {
    this.pages = pages;
    this.log = log;
    this.sources = sources;
  }

  /** The newest deliveries, or those that are looked for. */
  Answer list(Visit visit) {
    if (log.isOff()) {
      return pages.page(
          visit,
          "sentence",
          "",
          "Deliveries",
          Map.of(
              "sentence",
              "The log of deliveries is off. Set webhooks.deliveries.enabled to true, and they are"
                  + " shown here."));
    }
    Search search = Search.of(visit.parameters(), ROWS);
    DeliveryFilter filter = search.filter();
    Map<String, Object> model = table(search).model();
    model.put(
        "sources", Choice.all(sources.all().stream().map(WebhookSource::name), filter.source()));
    model.put("outcomes", Choice.all(Search.OUTCOMES.stream(), filter.outcome()));
    put(model, "type", filter.type());
    put(model, "event", filter.event());
    put(model, "from", Search.field(filter.from()));
    put(model, "to", Search.field(filter.to()));
    model.put("narrowed", search.isNarrowed());
    return pages.page(visit, "deliveries", "", "Deliveries", model);
  }

  /** The same table for a page that has an older one, or that there is nothing new for it. */
  Answer rows(Visit visit) {
    Search search = Search.of(visit.parameters(), ROWS);
    UUID newest = visit.parameters().id("newest");
    String version = visit.parameters().text("version", 16);
    Table table = table(search);
    if (table.version().equals(version)) {
      return Answer.unchanged();
    }
    long more =
        table.rows().stream()
            .takeWhile(row -> newest == null || !row.id().equals(newest.toString()))
            .count();
    Map<String, Object> model = table.model();
    model.put("news", more == 0 ? "" : more == 1 ? "One new delivery" : more + " new deliveries");
    return pages.part(visit, "rows", model);
  }

  private Table table(Search search) {
    Search.Found found = search.in(log);
    List<RecordedDelivery> shown = found.shown();
    String version = Integer.toHexString(shown.hashCode());
    List<DeliveryRow> rows = DeliveryRow.all(shown);
    Integer limit = search.limit() == ROWS ? null : search.limit();
    Map<String, Object> model = new HashMap<>();
    model.put("rows", rows);
    model.put("any", !shown.isEmpty());
    if (search.before() == null) {
      model.put(
          "live",
          search.query(
              "newest",
              shown.isEmpty() ? null : shown.get(0).id(),
              "version",
              version,
              "limit",
              limit));
    } else {
      model.put("first", Map.of("query", search.query("limit", limit)));
    }
    if (found.last() != null) {
      model.put("older", search.query("before", found.last(), "limit", limit));
    }
    return new Table(rows, version, model);
  }

  private static void put(Map<String, Object> model, String name, @Nullable Object value) {
    if (value != null) {
      model.put(name, value);
    }
  }

  /** One delivery, with all that is known of it. */
  Answer one(Visit visit, UUID id) {
    RecordedDelivery delivery = find(log, id);
    Map<String, Object> model = new HashMap<>();
    model.put("row", DeliveryRow.of(delivery));
    model.put("facts", facts(delivery));
    if (delivery.status() >= 400) {
      model.put("refused", true);
      put(model, "reason", delivery.reason());
      put(model, "problem", delivery.problem() == null ? Meaning.of(delivery) : delivery.problem());
      put(model, "remedy", delivery.remedy());
      put(model, "command", Texts.command(delivery));
      model.put("explain", delivery.eventType() == null);
    }
    if (delivery.bodyKept()) {
      model.put("body", log.ask(queries -> queries.body(id)).map(BodyText::of).orElseThrow());
    }
    put(model, "delivery", delivery.deliveryId());
    if (delivery.events() > 1) {
      model.put(
          "events",
          Map.of(
              "rows",
              DeliveryRow.all(log.ask(queries -> queries.eventsOf(delivery, MOST_EVENTS)))));
    }
    List<RecordedDelivery> others = log.ask(queries -> queries.othersOf(delivery, MOST_OTHERS));
    if (!others.isEmpty()) {
      model.put("others", Map.of("rows", DeliveryRow.all(others)));
    }
    return pages.page(visit, "delivery", "", "Delivery " + delivery.id(), model);
  }

  static RecordedDelivery find(Log log, UUID id) {
    return log.ask(queries -> queries.find(id))
        .orElseThrow(
            () ->
                ConsoleException.notFound(
                    "There is no such delivery in the log; older ones are removed."));
  }

  /** The bytes of a body. */
  static Answer body(Log log, UUID id) {
    byte[] body =
        log.ask(queries -> queries.body(id))
            .orElseThrow(
                () ->
                    ConsoleException.notFound(
                        "The body of this delivery is not kept; see webhooks.deliveries.bodies."));
    return Answer.download("delivery-" + id + ".bin", body);
  }

  private static List<Fact> facts(RecordedDelivery delivery) {
    return Stream.of(
            new Fact("Received (UTC)", Texts.time(delivery.receivedAt())),
            new Fact("Source", delivery.source()),
            new Fact("Event", delivery.eventId()),
            new Fact("Type", delivery.eventType()),
            new Fact("Subject", delivery.subject()),
            new Fact("Events", delivery.events() > 1 ? delivery.events() : null),
            new Fact("Answer", delivery.status()),
            new Fact("Took", Texts.took(delivery.durationMicros())),
            new Fact("Size", Texts.size(delivery)),
            new Fact("Attempts", delivery.attempts()),
            new Fact("Ended", delivery.ended()),
            new Fact(
                "Ended at (UTC)",
                delivery.endedAt() == null ? null : Texts.time(delivery.endedAt())),
            new Fact("Trace", delivery.traceId()),
            new Fact("Content type", delivery.contentType()),
            new Fact("Client (not verified)", delivery.client()),
            new Fact("Called itself (not verified)", delivery.claimedId()))
        .filter(fact -> fact.value() != null)
        .toList();
  }
}
