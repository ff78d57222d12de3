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
    return random -> {
      redis.pause();
      try {
        pause(random, 1000, 4000);
      } finally {
        redis.resume();
      }
    };
  }

  /** SIGSTOP, and SIGCONT after a time between these. */
  static Faults.Harm pause(Replica receiver, Duration shortest, Duration longest) {
    return random -> {
      receiver.pause();
      try {
        pause(random, shortest.toMillis(), longest.toMillis());
      } finally {
        receiver.resume();
      }
    };
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
    return random -> {
      disk.fill();
      try {
        pause(random, 4000, 8000);
      } finally {
        disk.makeRoom();
      }
    };
  }

  /** A clock that is wrong by that much, and right again some time later. */
  static Faults.Harm set(MovedClock clock, Duration ahead) {
    return random -> {
      clock.set(ahead);
      try {
        pause(random, 4000, 8000);
      } finally {
        clock.set(Duration.ZERO);
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
