package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.TakesLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The broker inside the receiver, and the room on its disk. */
@EnabledOnOs(OS.LINUX)
@TakesLong
class BrokerDiskIT {

  /** Many of these take what a producer may send without a word of the broker. */
  private static final String SMALL = data(4_000);

  /** Some hundreds of these fill the files that the broker has already. */
  private static final String LARGE = data(50_000);

  /** Longer than the broker waits before it looks at its disk again. */
  private static final Duration LOOKED_AT = Duration.ofSeconds(6);

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();

  private ReceiverProcess receiver(SmallDisk disk) {
    return ReceiverProcess.in(folder)
        .testHandlers()
        .on(disk)
        .arguments("--spring.profiles.active=queue", "--webhooks.deliveries.enabled=false")
        .start();
  }

  private static String data(int size) {
    return "\"" + "x".repeat(size) + "\"";
  }

  private static int deliver(SignedSender sender, String event, String data) {
    return sender.deliver(SignedSender.event(event, "resource.created", data)).status();
  }

  @Test
  void aDiskThatWasFullEndsItForAsLongAsItIs() {
    List<String> accepted = new ArrayList<>();
    try (SmallDisk disk = SmallDisk.on(folder.resolve("data"), 96);
        ReceiverProcess receiver = receiver(disk)) {
      disk.fill();
      SignedSender sender = receiver.sender();
      int refused = 0;
      for (int i = 0; refused == 0; i++) {
        int status = deliver(sender, id + "-" + i, LARGE);
        if (status == 200) {
          accepted.add(id + "-" + i);
        } else {
          refused = status;
        }
      }
      assertThat(refused).isEqualTo(503);

      disk.makeRoom();
      Handling.soon().until(() -> deliver(sender, id, LARGE) == 200);
      accepted.add(id);
      Handling.soon()
          .until(() -> accepted.stream().allMatch(event -> receiver.timesHandled(event) > 0));
      assertThat(accepted).allMatch(event -> receiver.timesHandled(event) == 1);
    }
  }

  @Test
  void theLastTenthOfADiskIsUsed() {
    try (SmallDisk disk = SmallDisk.on(folder.resolve("data"), 192);
        ReceiverProcess receiver = receiver(disk)) {
      disk.fillUpTo(16);
      SignedSender sender = receiver.sender();
      long begun = System.nanoTime();
      for (int i = 0; System.nanoTime() - begun < LOOKED_AT.toNanos(); i++) {
        assertThat(deliver(sender, id + "-" + i, SMALL)).isEqualTo(200);
      }
    }
  }
}
