package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that are edited while the receiver runs. */
class ReloadIT {

  private static final String ERROR_HANDLING = "error-handling.camel.yaml";
  private static final String WEBHOOK = "groq-webhook.camel.yaml";

  private static final String RUN_ON = "Routes are not reloaded, those from before run on.";
  private static final String DOWN =
      "Routes are not reloaded, and of those from before these do not run: ";

  @TempDir private static Path folder;
  private static ReceiverProcess receiver;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .observed()
            .arguments("--webhooks.reload=true", "--webhooks.retry.max-redeliveries=0")
            .start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  /** Whatever a test has left is gone before the next one. */
  @AfterEach
  void restore() throws IOException {
    Files.deleteIfExists(routes("edited.yaml"));
    settled();
  }

  private static Path routes(String name) {
    return folder.resolve("routes").resolve(name);
  }

  private static void save(String name, String text) {
    try {
      Files.writeString(routes(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) throws IOException {
    return Files.readString(routes(name));
  }

  /** A handler of events of type test.edited that leaves a word in the file said/&lt;id&gt;. */
  private static String saying(String word) {
    return """
    - route:
        id: edited
        from:
          uri: direct:test.edited
          steps:
            - to: "direct:begun"
            - setBody:
                constant: %s
            - filter:
                simple: "${header.WebhookEventId} starts with 'slow'"
                steps:
                  - delay:
                      constant: 3000
            - to: "file:said?fileName=${header.WebhookEventId}"
    """
        .formatted(word);
  }

  /** A route that takes files from a folder that must exist when the route starts. */
  private static String takingFilesFrom(String in) {
    return """
    - route:
        id: edited-files
        from:
          uri: file:%s?autoCreate=false&startingDirectoryMustExist=true&delete=true
          steps:
            - to: file:taken
    """
        .formatted(in);
  }

  /** A route that sends to Kafka, and needs a file with certificates when it starts. */
  private static String sendingToKafka(String certificates) {
    return """
    - route:
        id: edited-kafka
        from:
          uri: direct:edited-kafka
          steps:
            - to:
                uri: kafka:nobody
                parameters:
                  brokers: 127.0.0.1:9
                  securityProtocol: SSL
                  sslTruststoreLocation: %s
                  sslTruststorePassword: changeit
    """
        .formatted(certificates);
  }

  private static int status(String type) {
    return receiver.sender().deliver(UUID.randomUUID().toString(), type).status();
  }

  /** What is answered to an event whose handler is in a file that nobody edits. */
  private static int statusOfNeighbour() {
    return status("resource.created");
  }

  /** What the handler says to an event now, or nothing while there is none. */
  private static String answer() {
    String event = UUID.randomUUID().toString();
    receiver.sender().deliver(event, "test.edited");
    return receiver.file("said/" + event);
  }

  private static void awaitSaid(String word) {
    Handling.soon().alias("handler that says " + word).until(() -> answer().equals(word));
  }

  /** Waits until nothing is left to be reloaded: an edit made now is the next one. */
  private static void settled() {
    String marker = "marker-" + UUID.randomUUID();
    save(marker + ".yaml", saying(marker).replace("edited", marker));
    awaitLog("Routes reloaded:", marker);
    try {
      Files.delete(routes(marker + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitLines(String text, int count) {
    Handling.soon().until(() -> receiver.linesWith(text).size() >= count);
  }

  private static void awaitLog(String... words) {
    Handling.soon()
        .alias("log with " + List.of(words))
        .until(
            () ->
                receiver
                    .log()
                    .lines()
                    .anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
  }

  @Test
  void newFileAddsAHandlerAndItsEditIsLiveWithinSeconds() {
    save("edited.yaml", saying("one"));
    awaitSaid("one");

    long saved = System.nanoTime();
    save("edited.yaml", saying("two"));
    awaitSaid("two");

    assertThat(Duration.ofNanos(System.nanoTime() - saved)).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "broken YAML         | - setBody:              | - setBody: [             | edited.yaml, line 7",
        "unknown step        | - setBody:              | - setBoddy:              | edited.yaml, line 7",
        "repeated id         | id: edited              | id: groq-events          | The id 'groq-events' stands twice: in routes/edited.yaml:1",
        "unknown component   | file:said               | nosuch:said              | routes/edited.yaml:14 cannot run: No endpoint could be found for: nosuch",
        "unknown option      | file:said?              | file:said?nosuch=1&      | nosuch=1",
        "missing handler     | file:said?fileName=${header.WebhookEventId} | direct:nobody | routes/edited.yaml:14 sends to direct:nobody, which no route begins with.",
        "missing bean        | - to: \"direct:begun\"  | - process: {ref: nobody} | routes/edited.yaml:5 cannot run: No bean could be found in the registry for: nobody",
        "missing placeholder | constant: one           | constant: '{{no.one}}'   | routes/edited.yaml:7 cannot run: Property with key [no.one] not found",
        "endpoint taken      | direct:test.edited      | direct:test.keep         | begins with direct:test.keep, as another route does.",
        "failing start       | direct:test.edited      | file:none?autoCreate=false&startingDirectoryMustExist=true | Starting directory does not exist",
      })
  void editThatCannotRunIsReportedAndTheOldRoutesGoOn(
      String what, String right, String wrong, String report) {
    save("edited.yaml", saying("one"));
    awaitSaid("one");

    assertThat(saying("one")).contains(right);
    save("edited.yaml", saying("one").replace(right, wrong));
    awaitLog(RUN_ON);
    awaitLog(report);
    assertThat(answer()).isEqualTo("one");
    assertThat(statusOfNeighbour()).isEqualTo(200);

    save("edited.yaml", saying("two"));
    awaitSaid("two");
  }

  @Test
  void failedSwapRestoresErrorHandlingToo() throws IOException {
    String shipped = text(ERROR_HANDLING);
    int refused = receiver.linesWith(RUN_ON).size();
    // What starts in vain passes the trial, which starts nothing.
    save("edited.yaml", saying("one") + takingFilesFrom("nowhere"));
    awaitLines(RUN_ON, refused + 1);

    save(ERROR_HANDLING, shipped.replace("ref: webhookDeadLetterWanted", "constant: \"true\""));
    awaitLines(RUN_ON, refused + 2);

    assertThat(status("test.fail")).isEqualTo(500);
    assertThat(statusOfNeighbour()).isEqualTo(200);
    save(ERROR_HANDLING, shipped);
  }

  @Test
  void sourceThatCannotRunAgainIsToldWhileAllOthersRunOn() throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    save("edited.yaml", saying("one") + takingFilesFrom("in"));
    awaitSaid("one");
    int runOn = receiver.linesWith(RUN_ON).size();
    Files.delete(in);

    save("edited.yaml", saying("two") + takingFilesFrom("in"));
    awaitLog(
        DOWN + "edited-files. They start when",
        "The edit of edited.yaml fails: Starting directory does not exist");
    assertThat(answer()).isEqualTo("one");
    assertThat(statusOfNeighbour()).isEqualTo(200);
    assertThat(receiver.observe("/health/ready")).startsWith("503 ");

    // Nor does it run again because of an edit that is refused before anything is replaced.
    save("edited.yaml", "- route: [");
    awaitLog(DOWN + "edited-files. They start when", "A file with routes cannot be read");
    assertThat(receiver.linesWith(RUN_ON)).hasSize(runOn);

    Files.createDirectory(in);
    save("edited.yaml", saying("three") + takingFilesFrom("in"));
    awaitSaid("three");
    Handling.soon().until(() -> receiver.observe("/health/ready").startsWith("200 "));
    Files.writeString(in.resolve(id), "taken");
    Handling.soon().until(() -> receiver.file("taken/" + id).equals("taken"));
  }

  @Test
  void eventsAreRefusedWhileHandlersCannotRunAgainAndTheNextEditRepairsThem() throws IOException {
    Path certificates = folder.resolve("certificates");
    Files.copy(Path.of(System.getProperty("java.home"), "lib/security/cacerts"), certificates);
    save("edited.yaml", saying("one") + sendingToKafka("certificates"));
    awaitSaid("one");
    int runOn = receiver.linesWith(RUN_ON).size();
    Files.delete(certificates);

    save("edited.yaml", saying("two") + sendingToKafka("certificates"));
    awaitLog(DOWN, "edited-kafka", "Every event is answered 503 until a corrected file is saved");
    assertThat(status("test.edited")).isEqualTo(503);
    assertThat(statusOfNeighbour()).isEqualTo(503);
    assertThat(receiver.observe("/health/ready")).startsWith("503 ");

    save("edited.yaml", "- route: [");
    awaitLog(DOWN, "Every event is answered 503", "A file with routes cannot be read");
    assertThat(statusOfNeighbour()).isEqualTo(503);
    assertThat(receiver.linesWith(RUN_ON)).hasSize(runOn);

    save("edited.yaml", saying("three"));
    awaitSaid("three");
    assertThat(statusOfNeighbour()).isEqualTo(200);
    Handling.soon().until(() -> receiver.observe("/health/ready").startsWith("200 "));
  }

  /** A stack overflow is an Error, which ends a scheduled task unless somebody catches it. */
  @Test
  void errorInATrialIsReportedAndTheNextEditIsTakenOver() {
    save("edited.yaml", saying("one"));
    awaitSaid("one");

    save("edited.yaml", "- route: " + "[".repeat(100_000) + "]".repeat(100_000));
    awaitLog(RUN_ON, "edited.yaml", "StackOverflowError");
    assertThat(answer()).isEqualTo("one");

    save("edited.yaml", saying("two"));
    awaitSaid("two");
  }

  @Test
  void renamedFileKeepsItsRoutesAndADeletedOneTakesThemAlong() throws IOException {
    save("edited.yaml", saying("one"));
    awaitSaid("one");

    Files.move(routes("edited.yaml"), routes("renamed.yaml"));
    awaitLog("Routes reloaded: edited.yaml, renamed.yaml");
    assertThat(answer()).isEqualTo("one");

    Files.delete(routes("renamed.yaml"));
    Handling.soon().until(() -> answer().isEmpty());
  }

  @Test
  void whatEditorsLeaveBesideAFileIsNotRead() throws IOException {
    save("edited.yaml", saying("one"));
    awaitSaid("one");
    int errors = receiver.errorLines().size();

    save("edited.yaml~", saying("backup"));
    save(".edited.yaml.swp", "- route: [");
    save(".edited.yaml", "- route: [");
    save("4913", "");
    // Most editors save so: a new file takes the place of the old one.
    save("new", saying("two"));
    Files.move(
        routes("new"),
        routes("edited.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    awaitSaid("two");

    for (String left : List.of("edited.yaml~", ".edited.yaml.swp", ".edited.yaml", "4913")) {
      Files.delete(routes(left));
    }
    assertThat(receiver.errorLines()).hasSize(errors);
  }

  @Test
  void editedErrorHandlingHoldsForTheRoutesOfAllFiles() throws IOException {
    String shipped = text(ERROR_HANDLING);
    assertThat(receiver.sender().deliver("before-" + id, "test.fail").status()).isEqualTo(500);

    save(ERROR_HANDLING, shipped.replace("ref: webhookDeadLetterWanted", "constant: \"true\""));
    Handling.soon().until(() -> status("test.fail") == 200);

    save(ERROR_HANDLING, shipped);
    Handling.soon().until(() -> status("test.fail") == 500);
  }

  @Test
  void eventInFlightIsHandledByTheRoutesThatItCameTo() {
    save("edited.yaml", saying("one"));
    awaitSaid("one");
    CompletableFuture<SignedSender.Answer> slow =
        receiver.sender().begin("slow-" + id, "test.edited");
    Handling.soon().until(() -> receiver.timesBegun("slow-" + id) == 1);

    save("edited.yaml", saying("two"));
    awaitSaid("two");

    assertThat(slow.join().status()).isEqualTo(200);
    assertThat(receiver.file("said/slow-" + id)).isEqualTo("one");
  }

  /** Also while the intake's own file is edited, and saved faster than it can be reloaded. */
  @Test
  void reloadsRefuseForAMomentAndLoseNothing() throws IOException {
    String shipped = text(WEBHOOK);
    AtomicBoolean enough = new AtomicBoolean();
    Map<String, Integer> answers = new ConcurrentHashMap<>();
    Queue<String> accepted = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> senders =
        IntStream.range(0, 3)
            .mapToObj(
                sender ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; !enough.get(); i++) {
                            String event = id + "-" + sender + "-" + i;
                            SignedSender.Answer answer =
                                receiver.sender().deliver(event, "resource.created");
                            answers.merge(answer.status() + answer.body(), 1, Integer::sum);
                            if (answer.status() == 200) {
                              accepted.add(event);
                            }
                          }
                        }))
            .toList();
    try {
      for (int i = 0; i < 4; i++) {
        for (int save = 0; save < 5; save++) {
          save(WEBHOOK, shipped + "\n# edit " + i + " " + save + "\n");
        }
        save("edited.yaml", saying("word" + i));
        awaitSaid("word" + i);
      }
    } finally {
      enough.set(true);
      senders.forEach(CompletableFuture::join);
      save(WEBHOOK, shipped);
    }

    assertThat(answers.keySet())
        .isSubsetOf(
            "200{\"received\":true}",
            "503{\"error\":\"Service Unavailable\"}",
            "503{\"error\":\"Not running\"}");
    assertThat(accepted)
        .hasSizeGreaterThan(20)
        .allSatisfy(event -> assertThat(receiver.timesHandled(event)).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "on"})
  void reloadNeedsAFolder(String on, @TempDir Path empty) {
    ReceiverProcess.Ended ended = ReceiverProcess.in(empty).startInVain("--webhooks.reload=" + on);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("webhooks.reload needs routes that can be edited", "webhooks.routes-dir");
  }
}
