package io.groqwebhooks.process;

import io.groqwebhooks.event.FileName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Behind a queue the sender is answered before the event is handled: tests wait for the latter. */
final class Handling {

  private Handling() {}

  /** Patient: a busy machine is no failure. */
  static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
  }

  static void await(ReceiverProcess receiver, String eventId) {
    soon().alias("handling of " + eventId).until(() -> receiver.timesHandled(eventId) > 0);
  }

  static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
  }

  /** The dead letters in the folder, without those that are being written. */
  static List<Path> deadLetters(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches("[^.].*\\.json")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a dead letter of an event into the folder that the receiver in this one has for them.
   */
  static Path writeDeadLetter(Path folder, String event, String type) {
    byte[] body = SignedSender.event(event, type);
    try {
      Path letters = Files.createDirectories(folder.resolve("data/dead-letter"));
      return Files.writeString(
          letters.resolve("groq-" + FileName.readable(event) + ".json"),
          """
          {"specversion":"1.0","id":"%s","source":"/webhooks/groq","type":"%s",
           "failedtime":"2025-01-01T00:00:00Z","errormessage":"<b>disk full</b>","attempts":4,
           "data_base64":"%s"}
          """
              .formatted(event, type, Base64.getEncoder().encodeToString(body)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
