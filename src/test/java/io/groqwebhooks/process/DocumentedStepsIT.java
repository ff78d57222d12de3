package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README, the pages and the comments in routes tell people to write does what they say. */
@TakesLong
class DocumentedStepsIT {

  private static final Path FORWARDING = Path.of("src/site/markdown/forwarding.md");
  private static final Path HANDLERS = Path.of("routes/groq-handlers.camel.yaml");
  private static final String DOCUMENTED_PORT = "localhost:8080";
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** A request as the other system got it. */
  private record Received(String contentType, boolean hasEventHeaders, String body) {}

  @TempDir private Path folder;
  private HttpServer downstream;
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private volatile String reply = "";

  /** As strict as a Spring controller. */
  @BeforeEach
  void startDownstream() throws IOException {
    downstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    downstream.createContext(
        "/",
        exchange -> {
          String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
          received.add(
              new Received(
                  type,
                  exchange.getRequestHeaders().keySet().stream()
                      .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("webhook")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] bytes = SignedSender.utf8(reply);
          boolean json = type.equals("application/json");
          exchange.sendResponseHeaders(
              json ? bytes.length == 0 ? 204 : 200 : 415, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    downstream.start();
  }

  @AfterEach
  void stopDownstream() {
    downstream.stop(0);
  }

  private String here(String yaml) {
    return yaml.replace(DOCUMENTED_PORT, "localhost:" + downstream.getAddress().getPort());
  }

  private static List<String> examples(Path page) throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher yaml = YAML.matcher(Files.readString(page));
    while (yaml.find()) {
      examples.add(yaml.group(1));
    }
    return examples;
  }

  /** The only example on forwarding that holds the text. */
  static String example(String text) throws IOException {
    List<String> found =
        examples(FORWARDING).stream().filter(example -> example.contains(text)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** The project's handlers with the steps in front of the log step of the first of them. */
  private static String handlersWith(String steps) throws IOException {
    return Files.readString(HANDLERS)
        .replaceFirst("(?m)^        - log: ", Matcher.quoteReplacement(steps) + "        - log: ");
  }

  private ReceiverProcess.Setup receiver(String handlers) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .file("routes/groq-handlers.camel.yaml", here(handlers));
  }

  private void assertForwardedAndWritten(String file) {
    assertThat(received)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.contentType()).isEqualTo("application/json");
              assertThat(request.body()).contains("\"evt_1\"");
            });
    assertThat(folder.resolve(file)).content().contains("\"evt_1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"reply\":1}"})
  void stepsOfThePageOnForwardingGoTogether(String replied) throws IOException {
    reply = replied;
    String steps = example("fileName=").replaceFirst("(?m)^.*kafka:.*\n", "");
    try (ReceiverProcess receiver = receiver(handlersWith(steps)).start()) {
      assertThat(receiver.sender().deliver("evt_1", "resource.created").status()).isEqualTo(200);
      assertForwardedAndWritten("data/events/evt_1.json");
      assertThat(received.peek().hasEventHeaders()).isTrue();
      assertThat(receiver.linesWith(" WARN ")).isEmpty();
    }
  }

  @Test
  void eventHeadersStayHereIfToldSo() throws IOException {
    String steps =
        example("fileName=")
            .replaceFirst("(?m)^.*kafka:.*\n", "")
            .replace("/resources\"", "/resources?headerFilterStrategy=#noEventHeaders\"");
    try (ReceiverProcess receiver =
        receiver(handlersWith(steps))
            .file("routes/beans.camel.yaml", example("- beans:"))
            .start()) {
      assertThat(receiver.sender().deliver("evt_1", "resource.created").status()).isEqualTo(200);
      assertForwardedAndWritten("data/events/evt_1.json");
      assertThat(received.peek().hasEventHeaders()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"reply\":1}"})
  void stepsInTheCommentsOfHandlersGoTogether(String replied) throws IOException {
    reply = replied;
    String handlers =
        Files.readString(HANDLERS)
            .replaceAll("(?m)^        # (- to|    )", "        $1")
            .replaceFirst("(?m)^.*kafka:.*\n", "");
    try (ReceiverProcess receiver = receiver(handlers).start()) {
      assertThat(receiver.sender().deliver("evt_1", "resource.created").status()).isEqualTo(200);
      assertForwardedAndWritten("data/events/created.jsonl");
    }
  }

  /** README's sender that the project does not know. */
  @Test
  void aSenderOfOnesOwnIsReceived() throws IOException {
    List<String> examples = examples(Path.of("README.md"));
    String sender =
        examples.stream().filter(yaml -> yaml.contains("title: Acme")).findFirst().orElseThrow();
    String route =
        examples.stream()
            .filter(yaml -> yaml.contains("source: stripe"))
            .findFirst()
            .orElseThrow()
            .replace("stripe", "acme");
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(folder)
            .without("GROQ_WEBHOOK_SECRET")
            .file(
                "application.properties",
                "webhooks.sources.acme.scheme=acme\nwebhooks.sources.acme.secrets=the secret\n")
            .file("senders/acme.yaml", sender)
            .file("routes/acme.camel.yaml", route);
    try (ReceiverProcess receiver = setup.start()) {
      ReceiverProcess.Ended trigger =
          setup.command(
              "trigger", "charge.succeeded", "--url", receiver.url("/webhooks/acme").toString());
      assertThat(trigger.out()).startsWith("200");
      assertThat(receiver.log()).contains("(senders/acme.yaml) at POST /webhooks/acme", "Paid: ");
    }
  }

  /** README's "Add a sender", in a folder with nothing else. */
  @Test
  void aSenderInAnEmptyFolderIsRetried() throws IOException {
    String page = Files.readString(Path.of("README.md"));
    Matcher properties = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(properties.find()).isTrue();
    try (DownstreamServer payments = new DownstreamServer()) {
      payments.answer("paid", 503, 503, 200);
      String route =
          examples(Path.of("README.md")).stream()
              .filter(yaml -> yaml.contains("source: stripe"))
              .findFirst()
              .orElseThrow()
              .replaceFirst(
                  "- log: \"Paid.*\"",
                  "- to: \"http://localhost:" + payments.port() + "/paid?httpMethod=POST\"");
      try (ReceiverProcess receiver =
          ReceiverProcess.in(folder)
              .without("GROQ_WEBHOOK_SECRET")
              .file("application.properties", properties.group(1) + "webhooks.retry.delay=10ms\n")
              .file("routes/stripe.camel.yaml", route)
              .start()) {
        ReceiverProcess.Ended trigger =
            ReceiverProcess.in(folder)
                .command(
                    "trigger",
                    "charge.succeeded",
                    "--source",
                    "stripe",
                    "--url",
                    receiver.url("/webhooks/stripe").toString());
        assertThat(trigger.out()).startsWith("200");
        assertThat(payments.calls("paid")).isEqualTo(3);
      }
    }
  }
}
