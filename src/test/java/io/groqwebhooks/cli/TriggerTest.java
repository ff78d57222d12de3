package io.groqwebhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TriggerTest {

  private static final String SECRET = "it's 100% \"secret\" & {{more}} é";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private record Request(String method, String path, Headers headers, String body) {
    JsonNode event() throws IOException {
      return MAPPER.readTree(body);
    }
  }

  private record Run(int exitCode, String out, String err) {}

  @TempDir private Path folder;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] answer = "{\"answer\":\"é\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", "application/json; charset=UTF-8");
          exchange.sendResponseHeaders(answers.isEmpty() ? 200 : answers.remove(0), answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/groq";
  }

  /** {@code trigger resource.created} with the test's secret and server, and more options. */
  private Run trigger(String... options) {
    List<String> args =
        new ArrayList<>(List.of("trigger", "resource.created", "--secret", SECRET, "--url", url()));
    args.addAll(Arrays.asList(options));
    return run(args.toArray(String[]::new));
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Commands.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            // The last one counts: a test may give its own --url after the server's.
            .setOverwrittenOptionsAllowed(true);
    int exitCode = command.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ \"a\" : \"\u00e9\" }\r\n", "payload=%7b%7D"})
  void wholeBodyIsSentByteForByte(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("body"), text);
    String contentType =
        text.startsWith("payload") ? "application/x-www-form-urlencoded" : "application/json";

    Run run =
        run(
            "trigger",
            "--scheme",
            "github",
            "--body",
            file.toString(),
            "--secret",
            SECRET,
            "--url",
            url());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines("200 {\"answer\":\"é\"}");
    assertThat(onlyRequest().body()).isEqualTo(text);
    assertThat(onlyRequest().headers().getFirst("content-type")).isEqualTo(contentType);
    assertThat(onlyRequest().headers().getFirst("x-hub-signature-256")).startsWith("sha256=");
  }

  @Test
  void typeOrBodyIsNeeded() {
    Run run = run("trigger", "--secret", SECRET, "--url", url());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("Give the event's TYPE, or a whole body with --body");
    assertThat(run("trigger", "--secret", SECRET, "--body", "missing").err())
        .startsWith("--body: there is no file missing");
  }

  private static Verification verify(Headers headers, String body) {
    return new SignatureVerifier(
            Sender.named("groq").scheme(),
            List.of(Secret.of(SECRET)),
            Duration.ofMinutes(5),
            Clock.systemUTC())
        .verify(headers::getFirst, body.getBytes(StandardCharsets.UTF_8));
  }

  private Request onlyRequest() {
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  // What is sent

  @Test
  void sendsAnEventThatTheReceiverVerifies() throws Exception {
    long before = Instant.now().getEpochSecond();

    Run run = trigger();

    Request request = onlyRequest();
    String id = String.valueOf(MAPPER.readTree(request.body()).path("id").textValue());
    assertThat(run)
        .isEqualTo(new Run(0, "200 {\"answer\":\"é\"} " + id + System.lineSeparator(), ""));
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/webhooks/groq");
    assertThat(request.headers().getFirst("content-type")).isEqualTo("application/json");
    assertThat(verify(request.headers(), request.body())).isEqualTo(Verification.VALID);
    assertThat(request.event().get("id").textValue()).matches("evt_[0-9a-f]{24}");
    assertThat(request.event().get("type").textValue()).isEqualTo("resource.created");
    assertThat(request.event().get("created").longValue())
        .isBetween(before, Instant.now().getEpochSecond());
    assertThat(request.event().get("data")).isEqualTo(MAPPER.createObjectNode());
  }

  @Test
  void idIsThatOfTheOption() throws Exception {
    trigger("--id", "evt \"1\" é\n");

    assertThat(onlyRequest().event().get("id").textValue()).isEqualTo("evt \"1\" é\n");
  }

  @Test
  void dataIsSentAsItWasWritten() {
    Run run =
        trigger(
            "--data", " {\"price\": 1.10, \"name\":\"Zoë's\", \"big\": 12345678901234567890123} ");

    assertThat(run.exitCode()).isZero();
    assertThat(onlyRequest().body())
        .endsWith(
            ",\"data\":{\"price\": 1.10, \"name\":\"Zoë's\", \"big\": 12345678901234567890123}}");
    assertThat(verify(onlyRequest().headers(), onlyRequest().body())).isEqualTo(Verification.VALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "1", "\"text\"", "[{\"a\":[]}]"})
  void dataMayBeAnyJson(String json) throws Exception {
    assertThat(trigger("--data", json).exitCode()).isZero();

    assertThat(onlyRequest().event().get("data")).isEqualTo(MAPPER.readTree(json));
  }

  @Test
  void dataIsReadFromAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("data.json"), "{\n  \"name\": \"Zoë\"\n}\n");

    assertThat(trigger("--data", "@" + file).exitCode()).isZero();
    assertThat(trigger("--data=@" + file).exitCode()).isZero();

    assertThat(requests).hasSize(2);
    for (Request request : requests) {
      assertThat(request.event().get("data").get("name").textValue()).isEqualTo("Zoë");
    }
  }

  @Test
  void timestampIsThatOfTheOptionAndSigned() {
    trigger("--timestamp", "1700000000");

    Request request = onlyRequest();
    assertThat(request.headers().getFirst("x-groq-timestamp")).isEqualTo("1700000000");
    assertThat(verify(request.headers(), request.body())).isEqualTo(Verification.TIMESTAMP_TOO_OLD);
    assertThat(
            new SignatureVerifier(
                    Sender.named("groq").scheme(),
                    List.of(Secret.of(SECRET)),
                    Duration.ofDays(100_000),
                    Clock.systemUTC())
                .verify(
                    request.headers()::getFirst, request.body().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Verification.VALID);
  }

  @Test
  void countSendsEventsOfDifferentIds() throws Exception {
    Run run = trigger("--count", "3");

    assertThat(run.out().lines()).hasSize(3);
    assertThat(requests).hasSize(3);
    assertThat(requests.stream().map(Request::body).map(TriggerTest::id).distinct()).hasSize(3);
  }

  @Test
  void countWithAnIdSendsOneEventRepeatedly() {
    trigger("--count", "2", "--id", "evt_1");

    assertThat(requests.stream().map(Request::body).map(TriggerTest::id))
        .containsExactly("evt_1", "evt_1");
  }

  private static String id(String body) {
    try {
      return MAPPER.readTree(body).get("id").textValue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tamperSendsAWellFormedSignatureThatIsWrong() {
    for (int i = 0; i < 20; i++) {
      trigger("--tamper");
    }

    assertThat(requests)
        .hasSize(20)
        .allSatisfy(
            request ->
                assertThat(verify(request.headers(), request.body()))
                    .isEqualTo(Verification.SIGNATURE_MISMATCH));
  }

  // What is answered

  @ParameterizedTest
  @CsvSource({"200, 0", "201, 0", "299, 0", "301, 1", "401, 1", "404, 1", "409, 1", "503, 1"})
  void exitCodeTellsWhetherTheEventWasAccepted(int status, int exitCode) {
    answers.add(status);

    Run run = trigger();

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).startsWith(status + " {\"answer\"");
  }

  @Test
  void oneRefusedEventOfSeveralIsAFailure() {
    answers.addAll(List.of(200, 503, 200));

    Run run = trigger("--count", "3");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(requests).hasSize(3);
  }

  @Test
  void refusedConnectionIsToldInOneLine() throws Exception {
    String url;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + unused.getLocalPort() + "/webhooks/groq";
    }

    Run run = trigger("--url", url);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("Not sent: no connection to " + url)
        .endsWith("; does the receiver run there?");
  }

  @Test
  void serverThatHangsUpIsToldInOneLine() throws Exception {
    try (ServerSocket hangsUp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  hangsUp.accept().close();
                } catch (IOException e) {
                  // The test is over.
                }
              });
      thread.start();
      String url = "http://127.0.0.1:" + hangsUp.getLocalPort() + "/";

      Run run = trigger("--url", url);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).singleElement().asString().startsWith("No answer from " + url);
      thread.join();
    }
  }

  // --curl

  @Test
  void curlPrintsTheRequestAndSendsNothing() throws Exception {
    Run run =
        trigger("--curl", "--data", "{\"a\":\"it's $HOME `x` \\\\ ! é\"}", "--id", "'; rm -rf '");

    assertThat(run.exitCode()).isZero();
    assertThat(requests).isEmpty();
    List<String> words = shellWords(run.out());
    assertThat(words.subList(0, 3)).containsExactly("curl", "-i", url());
    Headers headers = new Headers();
    for (int i = 3; i < 9; i += 2) {
      assertThat(words.get(i)).isEqualTo("-H");
      String[] header = words.get(i + 1).split(": ", 2);
      headers.add(header[0], header[1]);
    }
    assertThat(words.get(9)).isEqualTo("--data-binary");
    assertThat(words).hasSize(11);
    String body = words.get(10);
    assertThat(verify(headers, body)).isEqualTo(Verification.VALID);
    assertThat(headers.getFirst("content-type")).isEqualTo("application/json");
    assertThat(MAPPER.readTree(body).get("data").get("a").textValue())
        .isEqualTo("it's $HOME `x` \\ ! é");
    assertThat(id(body)).isEqualTo("'; rm -rf '");
  }

  /**
   * The words of a command as a POSIX shell splits it (2.2, Quoting): bare characters, quotes that
   * end at the next quote, and escaped characters. Anything else a shell might act on is refused.
   */
  private static List<String> shellWords(String command) {
    Matcher part =
        Pattern.compile(
                "(?:([\\w./:@%+=-])|'([^']*)'|\\\\(')|(?:[ \\t\\n]|\\\\\\R)+)|.", Pattern.DOTALL)
            .matcher(command.strip());
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    while (part.find()) {
      boolean literal = false;
      for (int group = 1; group <= 3; group++) {
        if (part.group(group) != null) {
          word.append(part.group(group));
          literal = true;
        }
      }
      if (!literal) {
        assertThat(part.group()).as("unquoted in a shell").matches("[ \\t\\n\\\\]+");
        words.add(word.toString());
        word.setLength(0);
      }
    }
    words.add(word.toString());
    return words;
  }

  @Test
  void curlCommandsNeverShowTheSecret() {
    assertThat(trigger("--curl").out()).doesNotContain("secret", "{{more}}");
  }

  // Wrong usage

  private void assertWrongUsage(Run run, String message) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains(message));
    assertThat(run.err()).doesNotContain("\tat ").contains("--help").doesNotContain(SECRET);
    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|--data is not JSON: ",
        "{'a':1}|--data is not JSON: ",
        "{} x|--data is not JSON: ",
        "NaN|--data is not JSON: ",
        "{} {}|--data holds more than one JSON value",
        "' '|--data is empty",
        "''|--data is empty"
      })
  void dataThatIsNotOneJsonValueIsWrong(String data, String message) {
    assertWrongUsage(trigger("--data", data), message);
  }

  @Test
  void missingDataFileIsWrong() {
    Path file = folder.resolve("none.json");

    assertWrongUsage(trigger("--data", "@" + file), "--data: there is no file " + file);
  }

  @Test
  void folderInPlaceOfADataFileIsWrong() {
    assertWrongUsage(trigger("--data", "@" + folder), "--data: the file " + folder);
  }

  @Test
  void fileNameThatNoFileCanHaveIsWrong() {
    assertWrongUsage(trigger("--data", "@\u0000"), "--data: the file ");
  }

  @Test
  void dataFileThatIsNotUtf8IsWrong() throws Exception {
    Path file = Files.write(folder.resolve("latin1.json"), new byte[] {'"', (byte) 0xE9, '"'});

    assertWrongUsage(trigger("--data", "@" + file), file + " is not UTF-8");
  }

  @Test
  void emptyDataFileIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("empty.json"), "\n");

    assertWrongUsage(trigger("--data", "@" + file), "--data is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1.5", ""})
  void countThatIsNoneIsWrong(String count) {
    assertWrongUsage(trigger("--count", count), "--count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.5", "", "9223372036854775807", "9223372036854775808"})
  void timestampThatIsNoTimeIsWrong(String timestamp) {
    assertWrongUsage(trigger("--timestamp", timestamp), "--timestamp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:3000/webhooks/groq",
        "/webhooks/groq",
        "ftp://localhost/",
        "http:///webhooks/groq",
        "http://my_host:3000/",
        "http://localhost:99999/",
        "http://local host/",
        "http://[::1/",
        ""
      })
  void addressThatCannotBeSentToIsWrong(String url) {
    assertWrongUsage(trigger("--url", url), "--url");
  }

  @Test
  void blankSecretIsWrong() {
    assertWrongUsage(trigger("--secret", " "), "GROQ_WEBHOOK_SECRET");
  }

  @Test
  void argumentThatTheLocaleGarbledIsWrong() {
    assertWrongUsage(trigger("--data", "\"\uFFFD\""), "LC_ALL=C.UTF-8");
  }

  @Test
  void missingTypeIsWrong() {
    assertWrongUsage(run("trigger", "--secret", "x"), "TYPE");
  }

  @Test
  void unknownOptionIsWrongAndASimilarOneIsNamed() {
    Run run = trigger("--tampr");

    assertWrongUsage(run, "--tampr");
    assertThat(run.err()).contains("--tamper");
  }

  @Test
  void secondTypeIsWrong() {
    assertWrongUsage(trigger("resource.updated"), "resource.updated");
  }
}
