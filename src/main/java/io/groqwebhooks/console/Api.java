package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.RecordedDelivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the pages show, as JSON. */
final class Api {

  private static final int DELIVERIES = 50;

  private final Log log;
  private final SourceViews sources;
  private final LetterApi letters;
  private final Stats stats;

  Api(Log log, SourceViews sources, DeadLetters letters) {
    this.log = log;
    this.sources = sources;
    this.letters = new LetterApi(letters);
    this.stats = new Stats(log);
  }

  /** Answers what is asked for by the parts of the path after {@code api}. */
  Answer get(Visit visit, List<String> path) {
    if (path.isEmpty()) {
      throw nothing();
    }
    String what = path.get(0);
    if (path.size() == 1) {
      return Answer.json(200, all(visit.parameters(), what));
    }
    if (what.equals("deliveries")) {
      UUID id = Parameters.id("delivery", path.get(1));
      if (path.size() == 2) {
        return Answer.json(200, delivery(id));
      }
      if (path.size() == 3 && path.get(2).equals("body")) {
        return DeliveryPages.body(log, id);
      }
    }
    throw nothing();
  }

  /** Does what is asked for by the parts of the path after {@code api}. */
  Answer post(Visit visit, List<String> path) {
    return switch (String.join(" ", path)) {
      case "dead-letters replay" -> Answer.json(200, letters.replay(visit.parameters()));
      case "dead-letters discard" -> Answer.json(200, letters.discard(visit.parameters()));
      default -> throw nothing();
    };
  }

  private Object all(Parameters parameters, String what) {
    return switch (what) {
      case "deliveries" -> deliveries(parameters);
      case "stats" -> stats.of(parameters.text("range", 10));
      case "sources" -> Map.of("sources", sources.all().stream().map(SourceView::toMap).toList());
      case "dead-letters" -> letters.list(parameters);
      default -> throw nothing();
    };
  }

  private static ConsoleException nothing() {
    return ConsoleException.notFound("There is nothing at this address.");
  }

  private Map<String, @Nullable Object> deliveries(Parameters parameters) {
    Search search = Search.of(parameters, DELIVERIES);
    Search.Found found = search.in(log);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("deliveries", found.shown().stream().map(Api::map).toList());
    answer.put("next", found.last() == null ? null : found.last().toString());
    return answer;
  }

  private Map<String, @Nullable Object> delivery(UUID id) {
    RecordedDelivery delivery = DeliveryPages.find(log, id);
    Map<String, @Nullable Object> answer = map(delivery);
    if (delivery.events() > 1) {
      answer.put(
          "each",
          log.ask(queries -> queries.eventsOf(delivery, DeliveryPages.MOST_EVENTS)).stream()
              .map(Api::map)
              .toList());
    }
    return answer;
  }

  static Map<String, @Nullable Object> map(RecordedDelivery delivery) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id", delivery.id().toString());
    map.put("deliveryId", delivery.deliveryId() == null ? null : delivery.deliveryId().toString());
    map.put("receivedAt", delivery.receivedAt().toString());
    map.put("source", delivery.source());
    map.put("eventId", delivery.eventId());
    map.put("eventType", delivery.eventType());
    map.put("subject", delivery.subject());
    map.put("events", delivery.events());
    map.put("outcome", delivery.outcome());
    map.put("reason", delivery.reason());
    map.put("problem", delivery.problem());
    map.put("remedy", delivery.remedy());
    map.put("status", delivery.status());
    map.put("durationMicros", delivery.durationMicros());
    map.put("size", delivery.size());
    map.put("attempts", delivery.attempts());
    map.put("traceId", delivery.traceId());
    map.put("client", delivery.client());
    map.put("claimedId", delivery.claimedId());
    map.put("contentType", delivery.contentType());
    map.put("ended", delivery.ended());
    map.put("endedAt", delivery.endedAt() == null ? null : delivery.endedAt().toString());
    map.put("bodyKept", delivery.bodyKept());
    return map;
  }
}
