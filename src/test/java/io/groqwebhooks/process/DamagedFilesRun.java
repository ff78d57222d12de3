package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a receiver again and again, and cuts off or changes a part of a file of its before it is
 * started again: {@code mvn -Pchaos verify -Dit.test=DamagedFilesRun}. It starts, or says in one
 * sentence why not; and a log of deliveries that is broken keeps nothing from being received.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DamagedFilesRun extends Chaos {

  private static final int ROUNDS = Integer.getInteger("chaos.damages", 12);
  private static final int EVENTS = 200;
  private static final String CLAIMS = "data/claims.table-1";
  private static final String LOG = "data/deliveries.mv.db";

  /** What happens to a file. */
  enum Damage {
    CUT {
      @Override
      void inflict(FileChannel file, Random random) throws IOException {
        FileChannel unused = file.truncate(random.nextLong(file.size()));
      }
    },
    CHANGED {
      @Override
      void inflict(FileChannel file, Random random) throws IOException {
        byte[] noise = new byte[1 + random.nextInt(4096)];
        random.nextBytes(noise);
        int unused =
            file.write(ByteBuffer.wrap(noise), random.nextLong(file.size() - noise.length));
      }
    };

    abstract void inflict(FileChannel file, Random random) throws IOException;
  }

  private static void inflict(Damage damage, Path file, Random random) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      damage.inflict(channel, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReceiverProcess.Setup receiver(Path own) {
    return ReceiverProcess.in(own)
        .testHandlers()
        .observed()
        .arguments("--webhooks.deliveries.url=" + Logged.url(own.resolve("data/deliveries")));
  }

  private static int deliver(ReceiverProcess receiver, List<String> events) {
    SignedSender sender = receiver.sender();
    int duplicates = 0;
    for (String event : events) {
      SignedSender.Answer answer = sender.deliver(event, "nothing");
      assertThat(answer.status()).as(event).isEqualTo(200);
      duplicates += answer.body().contains("duplicate") ? 1 : 0;
    }
    return duplicates;
  }

  private Path damaged(String name, String file, Damage damage, List<String> events)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    try (ReceiverProcess killed = receiver(own).start()) {
      assertThat(deliver(killed, events)).isZero();
      Handling.soon().until(() -> killed.observe("/metrics").contains("webhooks_log_waiting 0.0"));
    }
    inflict(damage, own.resolve(file), random);
    return own;
  }

  @ParameterizedTest
  @EnumSource
  void claimsThatCanBeReadStay(Damage damage) throws Exception {
    rounds("claims", CLAIMS, damage, (name, own, events) -> startAgain(own, events));
  }

  /** What comes of a folder with a damaged file, whose receiver had these events. */
  private interface Round {
    String end(String name, Path own, List<String> events);
  }

  private void rounds(String what, String file, Damage damage, Round round) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      String name = what + "-" + damage + "-" + i;
      List<String> events = Handling.ids(name, EVENTS);
      String end = round.end(name, damaged(name, file, damage, events), events);
      print("Damaged files: " + name + ", seed " + SEED + ": " + end);
    }
  }

  private String startAgain(Path own, List<String> events) {
    ReceiverProcess next;
    try {
      next = receiver(own).start();
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("The claims file");
      return "does not start, and says why";
    }
    try (next) {
      int known = deliver(next, events);
      List<String> told = next.linesWith("The claims file");
      assertThat(known == EVENTS || !told.isEmpty()).as("lost without a word").isTrue();
      assertThat(deliver(next, events)).isEqualTo(EVENTS);
      return known + " of " + EVENTS + " events known, and " + told.size() + " warnings";
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLogOfDeliveriesThatIsBrokenIsNoticedByNobody(Damage damage) throws Exception {
    rounds("log", LOG, damage, this::receiveAll);
  }

  private String receiveAll(String name, Path own, List<String> events) {
    try (ReceiverProcess next = receiver(own).start()) {
      assertThat(deliver(next, events)).isEqualTo(EVENTS);
      assertThat(deliver(next, Handling.ids("later-" + name, EVENTS))).isZero();
      assertThat(next.observe("/health/ready")).startsWith("200 ");
      assertThat(next.errorLines()).isEmpty();
      return "all received";
    }
  }
}
