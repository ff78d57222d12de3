package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as it comes: its own routes, the JVM's own settings, and the commands beside it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StartupIT {

  @TempDir static Path folder;
  private static RedisProcess redis;
  private static ReceiverProcess receiver;
  private static ReceiverProcess replica;

  @BeforeAll
  static void start() {
    redis = RedisProcess.onFreePort();
    receiver = ReceiverProcess.in(folder).jvm().start();
    // Of two receivers in one folder, only one can write the log of deliveries there.
    replica =
        ReceiverProcess.in(folder)
            .jvm()
            .redis(redis)
            .arguments("--webhooks.deliveries.enabled=false")
            .start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
    replica.close();
    redis.close();
  }

  private static ReceiverProcess.Ended command(String... words) {
    return ReceiverProcess.in(folder).command(words);
  }

  /** This test runs first because events leave lines of their own. */
  @Test
  @Order(1)
  void cleanStartPrintsOneBlockAndNothingElse() {
    for (ReceiverProcess started : new ReceiverProcess[] {receiver, replica}) {
      assertThat(started.err()).isEmpty();
      assertThat(started.log().strip().lines().toList())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .containsPattern(" INFO .*is ready on port \\d+ after \\d+ ms, on Java \\d+"),
              line -> assertThat(line).isEqualTo("  sources   groq at POST /webhooks/groq"),
              line ->
                  assertThat(line)
                      .matches(
                          "  claims    (local file .*claims.* \\(one process only\\)|Redis at 127.0.0.1:\\d+)"),
              line -> assertThat(line).isEqualTo("  dispatch  direct:groq-events"),
              line -> assertThat(line).matches("  routes    \\d+ from inside the jar"));
    }
  }

  @Test
  void triggeredEventIsProcessed() {
    ReceiverProcess.Ended ended =
        command(
            "trigger", "resource.created", "--url", receiver.url().toString(), "--id", "evt_it");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().strip()).isEqualTo("200 {\"received\":true}");
    assertThat(ended.exitCode()).isZero();
    await().until(() -> receiver.log().contains("Processed resource.created: evt_it"));
  }

  @Test
  void triggeredEventsAreSentAsOftenAsWanted() {
    ReceiverProcess.Ended ended =
        command(
            "trigger",
            "resource.updated",
            "--url",
            receiver.url().toString(),
            "--id",
            "evt_two",
            "--count",
            "2",
            "--data",
            "{\"name\":\"caf\u00e9\"}");

    assertThat(ended.out().lines())
        .containsExactly("200 {\"received\":true}", "200 {\"received\":true,\"duplicate\":true}");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void tamperedEventIsRefused() {
    ReceiverProcess.Ended ended =
        command("trigger", "resource.created", "--url", receiver.url().toString(), "--tamper");

    // The id that was chosen stands behind the answer.
    assertThat(ended.out().strip()).matches("401 \\{\"error\":\"Invalid signature\"} evt_\\w+");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void triggerUsedWronglyTellsHow() {
    ReceiverProcess.Ended ended = command("trigger");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("TYPE", "--help");
  }

  @Test
  void triggerWithoutAReceiverFails() {
    ReceiverProcess.Ended ended =
        command("trigger", "resource.created", "--url", "http://127.0.0.1:1/webhooks/groq");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("http://127.0.0.1:1/webhooks/groq").doesNotContain("\tat ");
  }

  /** Its archive is of the JVM that the build runs on. */
  @Test
  @DisabledIfSystemProperty(named = "it.java", matches = ".+")
  void trainedReceiverStartsWithoutAWordAboutItsArchive(@TempDir Path elsewhere) {
    try (ReceiverProcess trained = ReceiverProcess.in(elsewhere).trained().redis(redis).start()) {
      assertThat(trained.sender().deliver("evt_trained", "resource.created").status())
          .isEqualTo(200);
      assertThat(trained.err()).isEmpty();
      assertThat(trained.log()).startsWith("20").doesNotContain("[warning]");
    }
  }

  @Test
  void trainingSparesAFolderThatIsInUse(@TempDir Path used) throws IOException {
    Path file = Files.writeString(used.resolve("precious"), "");

    ReceiverProcess.Ended ended = command("train", used.toString());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).isEqualToIgnoringNewLines("Not trained: " + used + " is not empty");
    assertThat(used).isDirectoryContaining(file::equals);
  }

  @Test
  void unhandledTypeIsReceivedAndLogged() {
    assertThat(receiver.sender().deliver("evt_unknown", "resource.archived").status())
        .isEqualTo(200);

    await().until(() -> receiver.log().contains("No handler for resource.archived: evt_unknown"));
  }

  @Test
  void stepThatSendsToNobodyStopsTheStart(@TempDir Path edited) throws IOException {
    String webhook = Files.readString(Path.of("routes/groq-webhook.camel.yaml"));

    assertThat(
            whyNot(
                edited,
                "routes/groq-webhook.camel.yaml",
                webhook.replace("direct:groq.resource.deleted", "direct:groq.resource.archived")))
        .contains(
            "The route 'groq-events' in routes/groq-webhook.camel.yaml:45 sends to"
                + " direct:groq.resource.archived, which no route begins with.");
  }

  @Test
  void stepThatCannotRunIsNamedByItsLine(@TempDir Path edited) {
    assertThat(
            whyNot(
                edited,
                "routes/new.yaml",
                "- from:\n    uri: direct:new\n    steps:\n      - to: nosuch:x\n"))
        .contains(" in routes/new.yaml:4 cannot run: No endpoint could be found for: nosuch");
  }

  private static String whyNot(Path folder, String file, String text, String... arguments) {
    ReceiverProcess.Ended ended =
        ReceiverProcess.in(folder).testHandlers().file(file, text).startInVain(arguments);
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).doesNotContain("\tat ");
    return ended.out();
  }

  private static String fromKamelet(String parameters) {
    return "- from:\n    uri: kamelet:verified-webhook-source\n    parameters:\n      "
        + parameters
        + "\n    steps:\n      - log: x\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sauce: stripe | gives the Kamelet verified-webhook-source a parameter 'sauce', which it does not have. Did you mean 'source'?",
        "source: groq | begins with the source 'groq', as the route",
        "source: stripe | in routes/second.yaml:1 cannot run: There is no webhook source 'stripe': set STRIPE_WEBHOOK_SECRET"
      })
  void aRouteThatUsesTheKameletWronglyIsNamed(
      String parameters, String problem, @TempDir Path edited) {
    assertThat(whyNot(edited, "routes/second.yaml", fromKamelet(parameters))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- from: {uri: 'kamelet:verfied-webhook-source?source=x', steps: [{log: x}]} | begins with the Kamelet verfied-webhook-source. Did you mean verified-webhook-source?",
        "- from: {uri: 'kamelet:nosuch', steps: [{log: x}]} | The Kamelet nosuch cannot be used: Resource not found",
        "- beans: [{name: mine, type: com.acme.Missing}] | The file routes/second.yaml cannot be used: java.lang.ClassNotFoundException: com.acme.Missing",
        "- route: {id: groq-events, from: {uri: 'direct:other', steps: [{log: x}]}} | The id is in groq-webhook.camel.yaml:21 and second.yaml:1.",
        "- from: {uri: 'jms:queue:x', steps: [{log: x}]} | there is no broker. Start with the profile queue"
      })
  void aFileThatCannotRunIsNamed(String text, String problem, @TempDir Path edited) {
    assertThat(whyNot(edited, "routes/second.yaml", text)).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--groq.dispach=direct:x | There is no setting groq.dispach. Did you mean groq.dispatch?",
        "--spring.profiles.active=qeue | There is no profile qeue. Did you mean queue?",
        "--webhooks.max-in-flihgt=1 | There is no setting webhooks.max-in-flihgt. Did you mean webhooks.max-in-flight?",
        "--webhooks.sources.groq.secret=x | Did you mean webhooks.sources.groq.secrets?",
        "--webhooks.bananas=1 | There is no setting webhooks.bananas."
      })
  void aMisspeltNameIsCorrected(String argument, String problem, @TempDir Path edited) {
    assertThat(whyNot(edited, "unrelated", "", argument)).contains(problem);
  }

  @Test
  void aSourceWithoutARouteIsToldOf(@TempDir Path edited) {
    try (ReceiverProcess idle =
        ReceiverProcess.in(edited)
            .testHandlers()
            .arguments("--webhooks.sources.stripe.secrets=whsec_local")
            .start()) {
      assertThat(idle.linesWith(" WARN "))
          .singleElement(as(InstanceOfAssertFactories.STRING))
          .contains(
              "The source stripe has no route that runs, and nothing is received at /webhooks/stripe.");
      assertThat(idle.sender().deliver("evt_beside", "resource.created").status()).isEqualTo(200);
    }
  }

  @Test
  void aFileThatWouldNotBeReadStopsTheStart(@TempDir Path edited) {
    assertThat(whyNot(edited, "routes/more.yml", "- from: {}")).contains("more.yml is not read");
  }

  /** This test runs last because it ends the replica. */
  @Test
  @Order(Integer.MAX_VALUE)
  void idleReceiverEndsAtOnceAndQuietly() {
    replica.terminate();

    assertThat(replica.awaitExit(Duration.ofSeconds(10))).isIn(0, 143);
    assertThat(replica.err()).isEmpty();
    assertThat(replica.linesWith(" WARN ")).isEmpty();
    assertThat(replica.errorLines()).isEmpty();
  }
}
