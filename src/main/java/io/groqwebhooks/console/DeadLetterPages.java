package io.groqwebhooks.console;

import io.groqwebhooks.deadletter.DeadLetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pages about dead letters. */
final class DeadLetterPages {

  private static final String TAB = "/dead-letters";
  private static final String TITLE = "Dead letters";
  private static final int ROWS = 50;
  private static final int MOST = 10_000_000;

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

    static Row of(DeadLetters.Found found) {
      DeadLetter letter = found.letter();
      String link = Search.encoded(found.name());
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

  private final Pages pages;
  private final DeadLetters letters;

  DeadLetterPages(Pages pages, DeadLetters letters) {
    this.pages = pages;
    this.letters = letters;
  }

  /** The newest of them, or older ones. */
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
    int skip = visit.parameters().number("skip", 0, 0, MOST);
    DeadLetters.Listed listed = letters.list(skip, ROWS);
    int count = listed.count();
    List<Row> rows = listed.newest().stream().map(Row::of).toList();
    Map<String, Object> model = new HashMap<>();
    model.put("rows", rows);
    model.put("any", !rows.isEmpty());
    model.put("count", count);
    if (count > skip + rows.size()) {
      model.put("older", skip + ROWS);
    }
    return pages.page(visit, "dead-letters", TAB, TITLE, model);
  }

  /** One of them with its body. */
  Answer one(Visit visit, String name) {
    DeadLetters.Found found = letters.find(name);
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
    DeadLetters.Replayed replayed = letters.replay(name);
    return results(visit, new DeadLetters.Round(List.of(replayed), 0), 0);
  }

  /** Sends several of them once more. */
  Answer replayAll(Visit visit) {
    int skip = visit.parameters().number("skip", 0, 0, MOST);
    DeadLetters.Round round = letters.replayAll(skip);
    int failed = round.results().size() - (int) round.accepted();
    return results(visit, round, skip + failed);
  }

  private Answer results(Visit visit, DeadLetters.Round round, int next) {
    Map<String, Object> model = new HashMap<>();
    model.put("results", round.results());
    model.put("accepted", round.accepted());
    model.put("failed", round.results().size() - round.accepted());
    if (round.left() > 0) {
      model.put("left", Map.of("number", round.left(), "next", next));
    }
    return pages.page(visit, "replayed", TAB, "Replayed", model);
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
