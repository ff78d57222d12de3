package io.groqwebhooks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
}
