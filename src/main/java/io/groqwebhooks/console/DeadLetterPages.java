package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages about dead letters. */
final class DeadLetterPages {

  private static final String TAB = "/dead-letters";
  private static final String TITLE = "Dead letters";
  private static final int ROWS = 50;

  /** A dead letter as a line of a table. */
  private record Row(
      String name,
      String link,
      String time,
      String source,
      String type,
      String id,
      String error,
      int attempts,
      String problem) {

    static Row of(LetterFile.Found found) {
      DeadLetter letter = found.letter();
      String link = QueryText.encoded(found.name());
      String time = Texts.time(found.at());
      return letter == null
          ? new Row(found.name(), link, time, "", "", "", "", 0, String.valueOf(found.problem()))
          : new Row(
              found.name(),
              link,
              time,
              letter.source(),
              letter.type(),
              letter.id(),
              letter.errorMessage().isEmpty() ? letter.errorClass() : letter.errorMessage(),
              letter.attempts(),
              "");
    }
  }

  /** A field of a form that nobody sees. */
  private record Hidden(String name, String value) {

    static List<Hidden> all(Meant meant) {
      return meant.parameters().entrySet().stream()
          .filter(each -> each.getValue() != null)
          .map(each -> new Hidden(each.getKey(), String.valueOf(each.getValue())))
          .toList();
    }
  }

  /** A part of a filter, for people. */
  private record Condition(String name, String value) {

    static List<Condition> all(LetterFilter filter) {
      Map<String, String> names = new LinkedHashMap<>();
      names.put("source", "Source");
      names.put("type", "Type");
      names.put("event", "Event id");
      names.put("error", "Error with");
      names.put("from", "From (UTC)");
      names.put("to", "To (UTC)");
      List<Condition> all = new ArrayList<>();
      filter
          .parameters()
          .forEach(
              (name, value) -> {
                if (value != null) {
                  String text =
                      value instanceof Instant time ? Texts.time(time) : String.valueOf(value);
                  all.add(new Condition(String.valueOf(names.get(name)), text));
                }
              });
      return all;
    }
  }

  private final Pages pages;
  private final WebhookSources sources;
  private final DeadLetters letters;

  DeadLetterPages(Pages pages, WebhookSources sources, DeadLetters letters) {
    this.pages = pages;
    this.sources = sources;
    this.letters = letters;
  }

  /** The newest of them, or those that are looked for, or older ones. */
  Answer list(Visit visit) {
    String elsewhere = letters.elsewhere();
    if (elsewhere != null) {
      return pages.page(
          visit,
          "sentence",
          TAB,
          TITLE,
          Map.of(
              "sentence",
              "Dead letters are not in a folder here: webhooks.dead-letter sends them to an endpoint"
                  + " of the component "
                  + elsewhere
                  + "."));
    }
    LetterFilter filter = LetterFilter.of(visit.parameters());
    int skip = visit.parameters().number("skip", 0, 0, Meant.MOST);
    DeadLetters.Listed listed = letters.list(filter, skip, ROWS);
    Map<String, Object> model = filterModel(filter);
    List<Row> rows = listed.newest().stream().map(Row::of).toList();
    model.put("rows", rows);
    model.put("any", !rows.isEmpty());
    model.put("total", listed.total());
    model.put("count", listed.count());
    Instant backTo = listed.backTo();
    if (backTo != null) {
      model.put("backTo", Texts.time(backTo));
    }
    if (listed.count() > 0) {
      putMeant(
          model,
          new Meant(backTo == null ? filter : filter.since(backTo), listed.mark(), listed.count()));
    }
    if (listed.count() > skip + rows.size()) {
      Map<String, @Nullable Object> older = filter.parameters();
      older.put("skip", skip + ROWS);
      model.put("older", QueryText.of(older));
    }
    return pages.page(visit, "dead-letters", TAB, TITLE, model);
  }

  private Map<String, Object> filterModel(LetterFilter filter) {
    Map<String, Object> model = new HashMap<>();
    filter
        .parameters()
        .forEach(
            (name, value) -> {
              if (value != null) {
                model.put(name, value instanceof Instant time ? Search.field(time) : value);
              }
            });
    model.put(
        "sources", Choice.all(sources.all().stream().map(WebhookSource::name), filter.source()));
    model.put("narrowed", filter.isNarrowed());
    return model;
  }

  /** What the forms are about that do something with many. */
  private static void putMeant(Map<String, Object> model, Meant meant) {
    model.put(
        "meant", Map.of("fields", Hidden.all(meant), "query", QueryText.of(meant.parameters())));
  }

  /** One of them with its body. */
  Answer one(Visit visit, String name) {
    LetterFile.Found found = letters.find(name);
    Map<String, Object> model = new HashMap<>();
    model.put("row", Row.of(found));
    if (found.letter() != null) {
      model.put("letter", facts(found.letter()));
      model.put("body", BodyText.of(found.letter().body()));
    }
    return pages.page(visit, "dead-letter", TAB, "Dead letter", model);
  }

  private static Map<String, Object> facts(DeadLetter letter) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("errorClass", letter.errorClass());
    facts.put("failedAt", letter.failedAt());
    facts.put("contentType", letter.contentType());
    if (letter.created() != null) {
      facts.put("created", letter.created());
    }
    if (letter.receivedAt() != null) {
      facts.put("receivedAt", letter.receivedAt());
    }
    if (letter.subject() != null) {
      facts.put("subject", letter.subject());
    }
    return facts;
  }

  /** The bytes of its event. */
  Answer body(String name) {
    DeadLetter letter = letters.find(name).letter();
    if (letter == null) {
      throw ConsoleException.notFound("There is no dead letter in this file.");
    }
    return Answer.download("event.bin", letter.body());
  }

  /** Sends one of them once more. */
  Answer replay(Visit visit, String name) {
    return replayed(visit, new DeadLetters.Round(List.of(letters.replay(name)), null), null);
  }

  /** Sends those once more that somebody has seen. */
  Answer replayMany(Visit visit) {
    Meant meant = Meant.of(visit.parameters());
    return replayed(visit, letters.replay(meant), meant);
  }

  private Answer replayed(Visit visit, DeadLetters.Round round, @Nullable Meant meant) {
    return pages.page(visit, "replayed", TAB, "Replayed", roundModel(round, meant));
  }

  private static Map<String, Object> roundModel(DeadLetters.Round round, @Nullable Meant meant) {
    Map<String, Object> model = new HashMap<>();
    model.put("results", round.results());
    model.put("accepted", round.accepted());
    model.put("failed", round.failed());
    Mark mark = round.mark();
    if (mark != null && meant != null) {
      Meant rest = meant.behind(mark, round.results().size());
      model.put("left", rest.count());
      putMeant(model, rest);
    }
    return model;
  }

  /** Asks whether those are to be discarded that somebody has seen. */
  Answer askDiscardMany(Visit visit) {
    Meant meant = Meant.of(visit.parameters());
    Map<String, Object> model = new HashMap<>();
    model.put("conditions", Condition.all(meant.filter()));
    model.put("count", meant.count());
    model.put("one", meant.count() == 1);
    putMeant(model, meant);
    return pages.page(visit, "discard-many", TAB, "Discard dead letters", model);
  }

  /** Discards them. */
  Answer discardMany(Visit visit) {
    Meant meant = Meant.of(visit.parameters());
    DeadLetters.Round round = letters.discard(meant);
    Map<String, Object> model = roundModel(round, meant);
    model.put("results", round.results().stream().filter(result -> !result.accepted()).toList());
    model.put("anyFailed", round.failed() > 0);
    return pages.page(visit, "discarded", TAB, "Discarded", model);
  }

  /** Asks whether it is to be discarded. */
  Answer askDiscard(Visit visit, String name) {
    return pages.page(
        visit, "discard", TAB, "Discard a dead letter", Map.of("row", Row.of(letters.find(name))));
  }

  /** Discards it. */
  Answer discard(Visit visit, String name) {
    letters.discard(name);
    return Answer.plain(303, "").with("Location", visit.base() + TAB);
  }
}
