package io.groqwebhooks.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.sending.FrontDoor;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.source.WebhookSources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {

  @TempDir private Path folder;
  private HttpServer server;
  private DeadLetters letters;

  /** A receiver that accepts what does not hold "poison". */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/webhooks/groq",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.contains("poison") ? 500 : 200, -1);
          exchange.close();
        });
    server.start();
    letters = letters("file:" + folder + "?tempPrefix=.&chmod=600");
  }

  private DeadLetters letters(String endpoint) {
    Map<String, String> settings = Map.of("webhooks.sources.groq.secrets", "whsec_x");
    WebhookSources sources =
        WebhookSources.of(new SettingsReader(settings::get, settings.keySet()).read());
    URI receiver =
        URI.create(
            "http://"
                + InetAddress.getLoopbackAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort());
    return new DeadLetters(endpoint, new Sending(sources, receiver, new FrontDoor()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void letter(int number, String id) throws IOException {
    Path file = folder.resolve(id + ".json");
    String data =
        Base64.getEncoder()
            .encodeToString(("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        file,
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/webhooks/groq\",\"type\":\"t\",\"data_base64\":\"%s\"}"
            .formatted(id, data));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + number * 1000L));
  }

  @Test
  void aHundredAreReplayedAtOnceAndTheNextRoundLeavesOutWhatHasFailed() throws IOException {
    for (int i = 0; i < 130; i++) {
      letter(i, i < 10 ? "poison" + i : "good" + i);
    }

    DeadLetters.Round first = letters.replayAll(0);
    assertThat(first.results()).hasSize(100);
    assertThat(first.accepted()).isEqualTo(90);
    assertThat(first.left()).isEqualTo(30);

    DeadLetters.Round second = letters.replayAll(10);
    assertThat(second.accepted()).isEqualTo(30);
    assertThat(second.left()).isZero();
    assertThat(letters.list(0, 1).count()).isEqualTo(10);
    assertThat(letters.list(0, 50).newest().get(0).name()).isEqualTo("poison9.json");
    assertThat(letters.list(9, 50).newest()).hasSize(1);
  }

  @Test
  void onlyTheFileOfALetterIsFoundByItsName() throws IOException {
    letter(1, "good");
    Files.writeString(folder.resolve(".tmp.json"), "{}");
    Files.createDirectories(folder.resolve("folder.json"));

    assertThat(letters.find("good.json").letter()).isNotNull();
    for (String name : new String[] {".tmp.json", "folder.json", "../x.json", "./good.json", ""}) {
      assertThatThrownBy(() -> letters.find(name)).as(name).isInstanceOf(ConsoleException.class);
      assertThatThrownBy(() -> letters.discard(name)).isInstanceOf(ConsoleException.class);
    }
    letters.discard("good.json");
    assertThat(letters.list(0, 1).count()).isZero();
  }

  @Test
  void aListHoldsNoBodiesAndWhatIsTooLargeIsNotRead() throws IOException {
    letter(1, "good");
    try (RandomAccessFile large =
        new RandomAccessFile(folder.resolve("large.json").toFile(), "rw")) {
      large.setLength(Runtime.getRuntime().maxMemory() / 40 + 1);
    }

    DeadLetters.Found good = letters.list(0, 50).newest().get(1);
    assertThat(good.letter().body()).isEmpty();
    assertThat(good.size()).isEqualTo("{'id':'good'}".length());
    assertThat(letters.find("good.json").letter().body()).hasSize(good.size());
    assertThat(letters.find("large.json").problem()).contains("too large");
    assertThat(letters.replay("large.json").accepted()).isFalse();
  }

  @Test
  void aLetterOfAnotherSourceIsToldAndStays() throws IOException {
    Files.writeString(
        folder.resolve("a.json"),
        "{\"id\":\"a\",\"source\":\"/webhooks/unknown\",\"type\":\"t\",\"data_base64\":\"e30=\"}");

    DeadLetters.Replayed replayed = letters.replay("a.json");
    assertThat(replayed.accepted()).isFalse();
    assertThat(replayed.text()).contains("there is no source unknown here");
    assertThat(letters.list(0, 1).count()).isEqualTo(1);
  }

  @Test
  void ofAnotherEndpointNothingIsToldButItsComponent() {
    DeadLetters elsewhere = letters("ftp:user:password@host/x?password=secret");
    assertThat(elsewhere.elsewhere()).isEqualTo("ftp");
    assertThatThrownBy(() -> elsewhere.list(0, 1)).isInstanceOf(ConsoleException.class);
    assertThat(letters("{{my.letters}}").elsewhere()).isNotNull();
    assertThat(letters.elsewhere()).isNull();
    assertThat(letters("file:" + folder.resolve("none")).list(0, 1).count()).isZero();
  }
}
