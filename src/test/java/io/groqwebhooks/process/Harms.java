package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.MovedClock;
import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What happens to processes of a chaos run, until they are well again. */
final class Harms {

  private Harms() {}

  /** SIGKILL, and a start some time later. */
  static Faults.Harm kill(Replica receiver) {
    return random -> {
      receiver.kill();
      pause(random, 0, 2000);
      receiver.start();
    };
  }

  /** SIGTERM, and a start some time after its end. */
  static Faults.Harm stop(Replica receiver) {
    return random -> {
      receiver.stop();
      pause(random, 0, 1000);
      receiver.start();
    };
  }

  /** SIGSTOP, and SIGCONT some time later. */
  static Faults.Harm pause(RedisProcess redis) {
    return forAWhile(redis::pause, 1000, 4000, redis::resume);
  }

  /** SIGSTOP, and SIGCONT after a time between these. */
  static Faults.Harm pause(Replica receiver, Duration shortest, Duration longest) {
    return forAWhile(receiver::pause, shortest.toMillis(), longest.toMillis(), receiver::resume);
  }

  /** SIGKILL, and a start some time later. */
  static Faults.Harm restart(ChildProcess server) {
    return random -> {
      server.kill();
      pause(random, 0, 3000);
      server.start();
    };
  }

  /** Harms whoever leads now, and mends all some time later, which may be after a failover. */
  static <P> Faults.Harm failOver(Callable<P> leader, Consumer<P> harm, Failover.Step mend) {
    return random -> {
      harm.accept(leader.call());
      pause(random, 2000, 8000);
      mend.run();
    };
  }

  /** No room on the disk, and room again some time later. */
  static Faults.Harm fill(SmallDisk disk) {
    return forAWhile(disk::fill, 4000, 8000, disk::makeRoom);
  }

  /** A clock that is wrong by that much, and right again some time later. */
  static Faults.Harm set(MovedClock clock, Duration ahead) {
    return forAWhile(() -> clock.set(ahead), 4000, 8000, () -> clock.set(Duration.ZERO));
  }

  private static Faults.Harm forAWhile(
      Runnable harm, long shortestMillis, long longestMillis, Runnable mend) {
    return random -> {
      harm.run();
      try {
        pause(random, shortestMillis, longestMillis);
      } finally {
        mend.run();
      }
    };
  }

  private static void pause(Random random, long shortestMillis, long longestMillis)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(
        Faults.between(
            random, Duration.ofMillis(shortestMillis), Duration.ofMillis(longestMillis)));
  }
}
