package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told by a receiver that had a delivery of each kind. */
class MetricsIT {

  @TempDir private static Path folder;
  private static ReceiverProcess receiver;
  private static Scrape scrape;

  @BeforeAll
  static void deliverOneOfEachKind() {
    receiver =
        ReceiverProcess.in(folder)
            .observedHandlers()
            .observed()
            .arguments(
                // The broker is there, but nothing goes through it: outcomes are to be seen.
                "--spring.profiles.active=queue",
                "--groq.dispatch=direct:groq-events",
                "--webhooks.dead-letter-enabled=true",
                "--webhooks.max-buffered-size=100KB")
            .start();
    SignedSender sender = receiver.sender();
    sender.deliver("accepted", "resource.created");
    sender.deliver("accepted", "resource.created");
    sender.deliver("dead", "resource.updated");
    sender.deliver("failed", "resource.deleted");
    sender.deliver("unhandled", "resource.renamed");
    sender.post(
        Map.of("content-type", "application/json"), SignedSender.event("rejected", "resource.x"));
    sender.deliver(SignedSender.utf8("{\"id\":\"invalid\"}"));
    // Larger than the part that such bodies may take.
    sender.deliver(SignedSender.event("overloaded", "x", "\"" + "x".repeat(70_000) + "\""));
    scrape = Scrape.of(receiver);
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  private static double deliveries(String outcome, String reason) {
    return scrape.value(
        "webhooks_deliveries_seconds_count",
        Map.of("source", "groq", "outcome", outcome, "reason", reason));
  }

  @Test
  void deliveriesAreCountedByOutcomeAndReason() {
    assertThat(deliveries("accepted", "none")).isEqualTo(3);
    assertThat(deliveries("duplicate", "none")).isEqualTo(1);
    assertThat(deliveries("failed", "none")).isEqualTo(1);
    assertThat(deliveries("rejected", "timestamp missing")).isEqualTo(1);
    assertThat(deliveries("invalid", "none")).isEqualTo(1);
    assertThat(scrape.value("webhooks_unhandled_total", Map.of("source", "groq"))).isEqualTo(1);
  }

  @Test
  void redeliveriesAndDeadLettersAreCounted() {
    assertThat(
            scrape.value(
                "webhooks_redeliveries_total",
                Map.of("source", "groq", "route", "observed-updated")))
        .isEqualTo(3);
    assertThat(scrape.value("webhooks_dead_letters_total", Map.of("source", "groq"))).isEqualTo(1);
  }

  @Test
  void handlersAndAnswersAreTimedAsHistograms() {
    assertThat(
            scrape.value(
                "camel_route_policy_seconds_bucket",
                Map.of("routeId", "observed-created", "le", "+Inf")))
        .isEqualTo(1);
    assertThat(
            scrape.value(
                "webhooks_deliveries_seconds_bucket",
                Map.of("source", "groq", "outcome", "duplicate", "le", "+Inf")))
        .isEqualTo(1);
  }

  @Test
  void claimsDeliveriesTheQueueAndRoutesAreGauged() {
    assertThat(scrape.value("camel_routes_running_routes", Map.of())).isPositive();
    assertThat(scrape.value("webhooks_claims_in_flight", Map.of())).isZero();
    assertThat(scrape.value("webhooks_deliveries_in_flight", Map.of())).isZero();
    assertThat(scrape.value("webhooks_queue_depth", Map.of("queue", "groq-events"))).isZero();
  }

  @Test
  void nothingFromOutsideMakesATimeSeries() {
    SignedSender sender = receiver.sender();
    for (int i = 0; i < 2; i++) {
      strange(sender, i);
    }
    int before = Scrape.of(receiver).series();
    for (int i = 2; i < 20; i++) {
      strange(sender, i);
    }

    assertThat(Scrape.of(receiver).series()).isEqualTo(before);
  }

  private static void strange(SignedSender sender, int i) {
    sender.deliver("strange" + i, "strange.type" + i);
    sender.post(
        Map.of("content-type", "application/json", "x-strange" + i, "y" + i),
        SignedSender.event("forged" + i, "strange.type" + i));
    sender.send(HttpRequest.newBuilder(receiver.url("/strange" + i)).build());
    sender.send(
        HttpRequest.newBuilder(receiver.url())
            .method("STRANGE" + i, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  @Test
  void eachQueryOfTheDashboardFindsItsMetricsAndLabels() throws IOException {
    List<Dashboard.Query> queries = Dashboard.queries();

    assertThat(queries).hasSizeGreaterThan(10);
    assertThat(queries).allSatisfy(query -> Dashboard.assertAnswered(query, scrape));
  }

  @Test
  void eachRuleForAnAlertFindsItsMetricsAndLabels() throws IOException {
    List<Dashboard.Query> rules = Dashboard.alerts();

    assertThat(rules).hasSizeGreaterThan(4);
    assertThat(rules).allSatisfy(rule -> Dashboard.assertAnswered(rule, scrape));
  }
}
