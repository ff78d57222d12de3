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
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {

  private static final long BEGIN = 1_700_000_000_000L;

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
    return new DeadLetters(new LetterFolder(endpoint), sending());
  }

  private Sending sending() {
    Map<String, String> settings = Map.of("webhooks.sources.groq.secrets", "whsec_x");
    WebhookSources sources =
        WebhookSources.of(new SettingsReader(settings::get, settings.keySet()).read());
    URI receiver =
        URI.create(
            "http://"
                + InetAddress.getLoopbackAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort());
    return new Sending(sources, receiver, new FrontDoor());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void letter(int number, String id) throws IOException {
    letter(number, id, "t", "");
  }

  private void letter(int number, String id, String type, String error) throws IOException {
    Path file = folder.resolve(id + ".json");
    String data =
        Base64.getEncoder()
            .encodeToString(("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        file,
        """
        {"specversion":"1.0","id":"%s","source":"/webhooks/groq","type":"%s",
         "errorclass":"java.lang.IllegalStateException","errormessage":"%s","data_base64":"%s"}
        """
            .formatted(id, type, error, data));
    Files.setLastModifiedTime(file, FileTime.fromMillis(BEGIN + number * 1000L));
  }

  private DeadLetters.Listed list(int skip, int limit) {
    return letters.list(LetterFilter.ANY, skip, limit);
  }

  private static LetterFilter filter(String type, String error) {
    return new LetterFilter(null, type, null, error, null, null);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aHundredAreReplayedAtOnceAndTheNextRoundLeavesOutWhatHasFailed() throws IOException {
    for (int i = 0; i < 130; i++) {
      letter(i, i < 10 ? "poison" + i : "good" + i);
    }
    DeadLetters.Listed listed = list(0, 1);
    Meant all = new Meant(LetterFilter.ANY, listed.mark(), listed.count());

    DeadLetters.Round first = letters.replay(all);
    assertThat(first.results()).hasSize(100);
    assertThat(first.accepted()).isEqualTo(90);
    assertThat(first.mark()).isNotNull();

    DeadLetters.Round second = letters.replay(all.behind(first.mark(), 100));
    assertThat(second.accepted()).isEqualTo(30);
    assertThat(second.mark()).isNull();
    assertThat(list(0, 1).count()).isEqualTo(10);
    assertThat(list(0, 50).newest().get(0).name()).isEqualTo("poison9.json");
    assertThat(list(9, 50).newest()).hasSize(1);
  }

  @Test
  void whatHasComeSinceSomebodyLookedIsLeft() throws IOException {
    letter(1, "first");
    letter(2, "poison");
    DeadLetters.Listed listed = list(0, 50);
    letter(3, "later");
    // It has failed once more.
    letter(4, "first");

    Meant seen = new Meant(LetterFilter.ANY, listed.mark(), listed.count());
    assertThat(letters.replay(seen).results())
        .extracting(DeadLetters.Result::name)
        .containsExactly("poison.json");
    assertThat(letters.discard(seen).accepted()).isEqualTo(1);
    assertThat(names()).containsExactly("first.json", "later.json");
  }

  /** Another may have been moved there that is as old. */
  @Test
  void noMoreThanSomebodyHasSeenAreMeant() throws IOException {
    letter(2, "seen");
    DeadLetters.Listed listed = list(0, 50);
    letter(1, "older");

    assertThat(letters.discard(new Meant(LetterFilter.ANY, listed.mark(), 1)).accepted())
        .isEqualTo(1);
    assertThat(names()).hasSize(1);
  }

  @Test
  void aFilterFindsBySourceTypeEventErrorAndTime() throws IOException {
    letter(1, "a", "order.paid", "disk full");
    letter(2, "b", "order.paid", "Connection refused");
    letter(3, "c", "order.sent", "Disk full");
    Files.writeString(folder.resolve("broken.json"), "{");

    assertThat(found(filter("order.paid", null))).containsExactly("b.json", "a.json");
    assertThat(found(filter(null, "DISK"))).containsExactly("c.json", "a.json");
    assertThat(found(filter(null, "illegalstate"))).hasSize(3);
    assertThat(found(filter("order.paid", "disk"))).containsExactly("a.json");
    assertThat(found(new LetterFilter("groq", null, "b", null, null, null)))
        .containsExactly("b.json");
    assertThat(found(new LetterFilter("stripe", null, null, null, null, null))).isEmpty();
    Instant second = Instant.ofEpochMilli(BEGIN + 2000);
    assertThat(found(new LetterFilter(null, null, null, null, second, second.plusSeconds(1))))
        .containsExactly("b.json");
    assertThat(found(LetterFilter.ANY)).hasSize(4);
    assertThat(letters.list(filter(null, "disk"), 1, 1).newest())
        .extracting(LetterFile.Found::name)
        .containsExactly("a.json");
  }

  private List<String> found(LetterFilter filter) {
    DeadLetters.Listed listed = letters.list(filter, 0, 50);
    assertThat(listed.count()).isEqualTo(listed.newest().size());
    assertThat(listed.total()).isEqualTo(4);
    return listed.newest().stream().map(LetterFile.Found::name).toList();
  }

  @Test
  void whereThereAreTooManyToLookAtItIsToldHowFarThatWent() throws IOException {
    for (int i = 0; i < 5; i++) {
      letter(i, "evt" + i);
    }
    DeadLetters hurried =
        new DeadLetters(new LetterFolder("file:" + folder), sending(), Duration.ZERO);

    DeadLetters.Listed listed = hurried.list(filter("t", null), 0, 50);
    assertThat(listed.count()).isEqualTo(1);
    assertThat(listed.total()).isEqualTo(5);
    assertThat(listed.backTo()).isEqualTo(Instant.ofEpochMilli(BEGIN + 4000));
    // By time alone nothing has to be read.
    assertThat(hurried.list(LetterFilter.ANY.since(Instant.EPOCH), 0, 50).backTo()).isNull();
  }

  @Test
  void thoseThatMatchAreReplayedOrDiscardedAndNoOthers() throws IOException {
    for (int i = 0; i < 6; i++) {
      letter(i, "evt" + i, i % 2 == 0 ? "even" : "odd", "x");
    }
    Mark mark = list(0, 1).mark();

    assertThat(letters.replay(new Meant(filter("odd", null), mark, 3)).accepted()).isEqualTo(3);
    assertThat(names()).containsExactly("evt0.json", "evt2.json", "evt4.json");
    assertThat(letters.discard(new Meant(filter("odd", null), mark, 3)).results()).isEmpty();
    assertThat(letters.discard(new Meant(filter("even", "x"), mark, 3)).accepted()).isEqualTo(3);
    assertThat(names()).isEmpty();
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
    assertThat(list(0, 1).count()).isZero();
  }

  @Test
  void aListHoldsNoBodiesAndWhatIsTooLargeIsNotRead() throws IOException {
    letter(1, "good");
    try (RandomAccessFile large =
        new RandomAccessFile(folder.resolve("large.json").toFile(), "rw")) {
      large.setLength(Runtime.getRuntime().maxMemory() / 40 + 1);
    }

    LetterFile.Found good = list(0, 50).newest().get(1);
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

    DeadLetters.Result replayed = letters.replay("a.json");
    assertThat(replayed.accepted()).isFalse();
    assertThat(replayed.text()).contains("there is no source unknown here");
    assertThat(list(0, 1).count()).isEqualTo(1);
  }

  @Test
  void ofAnotherEndpointNothingIsToldButItsComponent() {
    DeadLetters elsewhere = letters("ftp:user:password@host/x?password=secret");
    assertThat(elsewhere.elsewhere()).isEqualTo("ftp");
    assertThatThrownBy(() -> elsewhere.list(LetterFilter.ANY, 0, 1))
        .isInstanceOf(ConsoleException.class);
    assertThat(letters("{{my.letters}}").elsewhere()).isNotNull();
    assertThat(letters.elsewhere()).isNull();
    assertThat(letters("file:" + folder.resolve("none")).list(LetterFilter.ANY, 0, 1).count())
        .isZero();
  }
}
