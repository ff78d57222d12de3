package io.groqwebhooks.console;

import io.groqwebhooks.sending.FrontDoor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests to the console. Safe for use by several threads. */
final class Console {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.console");
  private static final String NOTHING = "There is nothing at this address.";

  private final Guard guard;
  private final Pages pages;
  private final Log log;
  private final Assets assets = new Assets();
  private final Api api;
  private final DeliveryPages deliveries;
  private final SourcePages sources;
  private final DeadLetterPages deadLetters;

  Console(ConsoleSetup setup) {
    guard = new Guard(setup.settings().console().password());
    pages = new Pages(guard, assets.versions());
    log = new Log(setup.log());
    Sending sending =
        new Sending(setup.sources(), setup.receiver(), new FrontDoor(setup.certificates()));
    DeadLetters letters = new DeadLetters(new LetterFolder(setup.settings().deadLetter()), sending);
    SourceViews views = new SourceViews(setup.settings(), setup.sources(), log, setup.queues());
    api = new Api(log, views, letters);
    deliveries = new DeliveryPages(pages, log, setup.sources());
    sources = new SourcePages(pages, log, setup.sources(), views, sending);
    deadLetters = new DeadLetterPages(pages, setup.sources(), letters);
  }

  Answer answer(HttpServletRequest request) {
    Answer refusal = guard.refusal(request);
    if (refusal != null) {
      return refusal;
    }
    Visit visit = Visit.of(request);
    List<String> path = path(request.getPathInfo());
    boolean json = !path.isEmpty() && path.get(0).equals("api");
    try {
      return switch (request.getMethod()) {
        case "GET", "HEAD" ->
            json
                ? api.get(visit, path.subList(1, path.size()))
                : get(visit, path, request.getHeader("If-None-Match"));
        case "POST" -> {
          if (json) {
            Guard.checkScript(request);
            yield api.post(visit, path.subList(1, path.size()));
          }
          guard.checkForm(request);
          yield post(visit, path);
        }
        default ->
            Answer.plain(405, "The console is asked by GET and POST.\n")
                .with("Allow", "GET, HEAD, POST");
      };
    } catch (ConsoleException e) {
      return json
          ? Answer.json(e.status(), Map.of("error", e.sentence()))
          : pages.sentence(e.status(), visit, e.sentence());
    } catch (RuntimeException e) {
      LOG.warn("A page of the console failed", e);
      return Answer.plain(500, "This page failed. The receiver's log says why.\n");
    }
  }

  private static List<String> path(@Nullable String path) {
    return path == null
        ? List.of()
        : Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }

  private Answer get(Visit visit, List<String> path, @Nullable String known) {
    String page = path.isEmpty() ? "deliveries" : path.get(0);
    if (path.size() <= 1) {
      return switch (page) {
        case "deliveries" -> deliveries.list(visit);
        case "sources" -> sources.list(visit);
        case "dead-letters" -> deadLetters.list(visit);
        default -> throw ConsoleException.notFound(NOTHING);
      };
    }
    String which = path.get(1);
    String part = path.size() == 3 ? path.get(2) : path.size() == 2 ? "" : "/";
    return switch (page + " " + part) {
      case "assets " -> assets.get(which, known);
      case "deliveries " ->
          which.equals("rows")
              ? deliveries.rows(visit)
              : deliveries.one(visit, Parameters.id("address", which));
      case "deliveries body" -> DeliveryPages.body(log, Parameters.id("address", which));
      case "dead-letters " ->
          which.equals("discard")
              ? deadLetters.askDiscardMany(visit)
              : deadLetters.one(visit, which);
      case "dead-letters body" -> deadLetters.body(which);
      case "dead-letters discard" -> deadLetters.askDiscard(visit, which);
      default -> throw ConsoleException.notFound(NOTHING);
    };
  }

  private Answer post(Visit visit, List<String> path) {
    if (path.size() == 2) {
      return switch (String.join(" ", path)) {
        case "dead-letters replay" -> deadLetters.replayMany(visit);
        case "dead-letters discard" -> deadLetters.discardMany(visit);
        default -> throw ConsoleException.notFound(NOTHING);
      };
    }
    if (path.size() != 3) {
      throw ConsoleException.notFound(NOTHING);
    }
    String which = path.get(1);
    return switch (path.get(0) + " " + path.get(2)) {
      case "sources test" -> sources.test(visit, which);
      case "dead-letters replay" -> deadLetters.replay(visit, which);
      case "dead-letters discard" -> deadLetters.discard(visit, which);
      default -> throw ConsoleException.notFound(NOTHING);
    };
  }
}
