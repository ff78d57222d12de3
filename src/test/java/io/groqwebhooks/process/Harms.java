package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.RedisProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

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

  /** SIGKILL, and a start some time later. */
  static Faults.Harm restart(ChildProcess server) {
    return random -> {
      server.kill();
      pause(random, 0, 3000);
      server.start();
    };
  }

  private static void pause(Random random, long shortestMillis, long longestMillis)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(
        Faults.between(
            random, Duration.ofMillis(shortestMillis), Duration.ofMillis(longestMillis)));
  }
}
