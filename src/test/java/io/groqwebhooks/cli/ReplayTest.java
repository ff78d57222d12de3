package io.groqwebhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureVerifier;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayTest {

  private static final String SECRET = "whsec_replay";

  private record Run(int exitCode, String out, String err) {}

  @TempDir private Path folder;

  /** The bodies that came, in order, and what is answered to them if not 200. */
  private final List<String> received = new CopyOnWriteArrayList<>();

  private final List<String> contentTypes = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<Verification> verifications = new CopyOnWriteArrayList<>();
  private Runnable arrival = () -> {};
  private String secret = SECRET;
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    SignatureVerifier verifier =
        new SignatureVerifier(
            Sender.named("groq").scheme(),
            List.of(Secret.of(SECRET)),
            Duration.ofMinutes(5),
            Clock.systemUTC());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String text = new String(body, StandardCharsets.ISO_8859_1);
          received.add(text);
          arrival.run();
          contentTypes.add(exchange.getRequestHeaders().getFirst("content-type"));
          verifications.add(verifier.verify(exchange.getRequestHeaders()::getFirst, body));
          byte[] answer = "{\"answer\":1}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answers.getOrDefault(text, 200), answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private Run replay(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Commands.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    String[] fixed = {
      "replay",
      "--secret",
      secret,
      "--url",
      "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/groq"
    };
    int exitCode =
        command.execute(Stream.concat(Stream.of(fixed), Stream.of(options)).toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  private Path deadLetter(String id, String body) throws IOException {
    return deadLetter("groq", id, "resource.created", body);
  }

  private Path deadLetter(String source, String id, String type, String body) throws IOException {
    return deadLetter(source, id, type, DeadLetter.JSON, body);
  }

  private Path deadLetter(String source, String id, String type, String contentType, String body)
      throws IOException {
    DeadLetter deadLetter =
        new DeadLetter(
            source,
            id,
            type,
            null,
            null,
            null,
            "2023-11-14T22:13:25Z",
            "java.io.IOException",
            "disk full",
            4,
            contentType,
            body.getBytes(StandardCharsets.ISO_8859_1));
    return Files.write(folder.resolve(deadLetter.fileName()), deadLetter.toJson());
  }

  @Test
  void exactBytesAreSignedAfreshAndWhatIsAcceptedIsRemoved() throws IOException {
    String body = "{ \"id\" : \"a\",\r\n \"é\u0000\"}";
    Path file = deadLetter("a", body);

    Run run = replay(file.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(received).containsExactly(body);
    assertThat(verifications).containsExactly(Verification.VALID);
    assertThat(file).doesNotExist();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            "[1/1] %s: resource.created a: 200 {\"answer\":1}\n1 accepted, 0 not accepted\n"
                .formatted(file.getFileName()));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void formIsSentAsTheFormThatItCameIn() throws IOException {
    String form = "b=%31&payload=%7b%7D+&a";
    Path file = deadLetter("groq", "a", "t", FormBody.CONTENT_TYPE, form);

    assertThat(replay(file.toString()).exitCode()).isZero();
    assertThat(received).containsExactly(form);
    assertThat(contentTypes).containsExactly(FormBody.CONTENT_TYPE);
    assertThat(verifications).containsExactly(Verification.VALID);
  }

  @Test
  void anEventThatFailsOnceMoreStaysADeadLetter() throws IOException {
    Path file = deadLetter("a", "1");
    byte[] letter = Files.readAllBytes(file);
    arrival =
        () -> {
          try {
            // As Camel writes it: another file that takes the name.
            Path part = Files.write(folder.resolve(".part"), letter);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    Run run = replay(file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("but it has failed once more, and is kept");
    assertThat(file).hasBinaryContent(letter);
  }

  @Test
  void failureIsToldAndTheRestGoesOn() throws IOException {
    Path accepted = deadLetter("a", "1");
    Path refused = deadLetter("b", "2");
    Path garbage = Files.writeString(folder.resolve("c.json"), "{");
    Path alsoAccepted = deadLetter("d", "3");
    answers.put("2", 503);

    Run run = replay(folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(received).containsExactlyInAnyOrder("1", "2", "3");
    assertThat(run.out())
        .contains("[4/4]", refused.getFileName() + ": resource.created b: 503 {\"answer\":1}")
        .contains("c.json: not JSON")
        .endsWith("2 accepted, 2 not accepted" + System.lineSeparator());
    assertThat(accepted).doesNotExist();
    assertThat(alsoAccepted).doesNotExist();
    assertThat(refused).exists();
    assertThat(garbage).exists();
  }

  /** The line of the file that is in the way; the letter beside it has to be sent. */
  private String lineBesideAGoodLetter(Path bad) throws IOException {
    Path good = deadLetter("zzz", "good");

    Run run = replay(folder.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(received).contains("good");
    assertThat(good).doesNotExist();
    assertThat(bad).exists();
    assertThat(run.out())
        .endsWith("1 accepted, 1 not accepted" + System.lineSeparator())
        .hasLineCount(3);
    return run.out()
        .lines()
        .filter(line -> line.contains(bad.getFileName().toString()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void secretThatOnlyVerifiesStopsNoOtherLetter() throws IOException {
    Path bad = deadLetter("standard-webhooks", "a", "t", "bad");

    secret = "whpk_/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=";

    assertThat(lineBesideAGoodLetter(bad)).contains("A public key (whpk_) only verifies");
  }

  @Test
  void createdOfAnotherFormStopsNoOtherLetter() throws IOException {
    Path bad = deadLetter("a", "bad");
    Files.writeString(bad, Files.readString(bad).replace("{", "{\"time\":\"yesterday\","));

    assertThat(lineBesideAGoodLetter(bad)).contains("'time'");
  }

  @Test
  void idThatIsNoHeaderStopsNoOtherLetter() throws IOException {
    Path bad = deadLetter("github", "a\r\nb", "push", "bad");

    assertThat(lineBesideAGoodLetter(bad)).contains("header");
  }

  @Test
  void sourceThatNobodyKnowsStopsNoOtherLetter() throws IOException {
    Path bad = deadLetter("un known", "a", "t", "bad");

    assertThat(lineBesideAGoodLetter(bad)).contains("webhooks.sources.un known must be named");
  }

  @Test
  void fileThatIsTooLargeToBeReadStopsNoOtherLetter() throws IOException {
    Path bad = folder.resolve("a.json");
    try (RandomAccessFile file = new RandomAccessFile(bad.toFile(), "rw")) {
      // Sparse: it takes no space.
      file.setLength(1L << 32);
    }

    assertThat(lineBesideAGoodLetter(bad)).contains("the file cannot be read");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fileThatFailsToBeReadStopsNoOtherLetter() throws IOException {
    Path bad = Files.createSymbolicLink(folder.resolve("a.json"), Path.of("/proc/self/mem"));

    assertThat(lineBesideAGoodLetter(bad)).contains("the file cannot be read");
  }

  @Test
  void fileThatCannotBePutAwayStopsNoOtherLetter() throws IOException {
    Files.writeString(folder.resolve("replayed"), "a file in place of the directory");
    deadLetter("a", "1");
    deadLetter("b", "2");

    Run run = replay("--keep", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(received).containsExactly("1", "2");
    assertThat(run.out())
        .contains("[1/2]", "[2/2]", "accepted, but the file cannot be put away")
        .endsWith("0 accepted, 2 not accepted" + System.lineSeparator());
  }

  @Test
  void whatATerminalWouldObeyIsPrintedAsItsNumber() throws IOException {
    deadLetter("groq", "\u001b[2J\r\nevt \u009b1m \u202e😀é", "\u0007type\u2028", "1");

    assertThat(replay(folder.toString()).out())
        .contains("\\u0007type\\u2028 \\u001b[2J\\u000d\\u000aevt \\u009b1m \\u202e😀é: 200 ")
        .hasLineCount(2);
  }

  @Test
  void whatIsAcceptedIsMovedAsideIfItIsToBeKept() throws IOException {
    Path accepted = deadLetter("a", "1");
    Path refused = deadLetter("b", "2");
    answers.put("2", 500);

    Run run = replay("--keep", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(accepted).doesNotExist();
    assertThat(folder.resolve("replayed").resolve(accepted.getFileName())).exists();
    assertThat(refused).exists();

    // What is kept is not sent another time.
    answers.clear();
    assertThat(replay("--keep", folder.toString()).exitCode()).isZero();
    assertThat(received).containsExactly("1", "2", "2");
  }

  @Test
  void emptyDirectoryIsNoFailure() {
    Run run = replay(folder.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualToNormalizingNewlines("0 accepted, 0 not accepted\n");
  }

  @Test
  void filesBeingWrittenAndOtherFilesAreLeftAlone() throws IOException {
    Path beingWritten = Files.writeString(folder.resolve(".groq-a-12345678.json"), "{\"spec");
    Path other = Files.writeString(folder.resolve("notes.txt"), "notes");

    assertThat(replay(folder.toString()).exitCode()).isZero();
    assertThat(beingWritten).exists();
    assertThat(other).exists();
    assertThat(received).isEmpty();
  }

  @Test
  void nothingIsRemovedWhenNoReceiverAnswers() throws IOException {
    Path first = deadLetter("a", "1");
    Path second = deadLetter("b", "2");
    server.stop(0);

    Run run = replay(folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("[1/2]", "[2/2]", "no connection to http://127.0.0.1")
        .contains("0 accepted, 2 not accepted");
    assertThat(first).exists();
    assertThat(second).exists();
  }

  @Test
  void wrongUseIsToldApartFromFailure() {
    assertThat(replay().exitCode()).isEqualTo(2);
    Run run = replay(folder.resolve("missing").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("There is no file or directory", "missing");
  }
}
