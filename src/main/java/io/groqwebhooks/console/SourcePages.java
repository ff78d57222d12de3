package io.groqwebhooks.console;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.source.WebhookSources;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/** The pages about sources. */
final class SourcePages {

  private static final int LONGEST_TYPE = 128;

  private final Pages pages;
  private final Log log;
  private final WebhookSources sources;
  private final SourceViews views;
  private final Sending sending;

  SourcePages(Pages pages, Log log, WebhookSources sources, SourceViews views, Sending sending) {
    this.pages = pages;
    this.log = log;
    this.sources = sources;
    this.views = views;
    this.sending = sending;
  }

  /** All sources. */
  Answer list(Visit visit) {
    return pages.page(
        visit,
        "sources",
        "/sources",
        "Sources",
        Map.of("sources", views.all(), "logged", !log.isOff()));
  }

  /** Sends a test event to a source, and shows what is answered. */
  Answer test(Visit visit, String name) {
    if (!sources.has(name)) {
      throw ConsoleException.notFound("There is no such source.");
    }
    String type = Objects.requireNonNullElse(visit.parameters().text("type", LONGEST_TYPE), "test");
    EventEnvelope event =
        new EventEnvelope(TestSender.newId(), type, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Sending.Result result = sending.sendNew(name, event);
    return pages.page(
        visit,
        "sent",
        "/sources",
        "Test event",
        Map.of("source", name, "type", type, "event", event.id(), "result", result));
  }
}
