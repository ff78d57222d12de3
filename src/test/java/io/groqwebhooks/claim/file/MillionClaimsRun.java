package io.groqwebhooks.claim.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Millions of events in the claims file, as of a week of sixteen a second: {@code mvn -Pmillion
 * verify}, with {@code -Dmillion.claims}. The store has a heap of its own, which must be enough.
 * The figures are printed, and are in {@code target/million-claims-report.txt}.
 */
class MillionClaimsRun {

  private static final int EVENTS = Integer.getInteger("million.claims", 10_000_000);
  private static final int ASKED = 100_000;
  private static final int WRITERS = 2;
  private static final Path REPORT = Path.of("target", "million-claims-report.txt");

  @TempDir private Path folder;

  @Test
  void recordsAreSmallAndFoundAgain() throws Exception {
    StringBuilder report = new StringBuilder(String.format("Claims file, %d events%n", EVENTS));
    report.append(process("write"));
    report.append(process("ask after a kill"));
    report.append(process("ask"));
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      report.append(line("bytes on the disk for each record", bytes / EVENTS));
      assertThat(bytes / EVENTS).isLessThan(150);
    }
    Files.writeString(REPORT, report);
    tell(report.toString());
  }

  private String process(String task) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ChildProcess.java(
                    "-Xmx64m",
                    "-Dmillion.claims=" + EVENTS,
                    "-cp",
                    ChildProcess.classPath(),
                    Owner.class.getName(),
                    task,
                    folder.resolve("claims").toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.inputReader()) {
      String text = String.join(System.lineSeparator(), output.lines().toList());
      int exit = process.waitFor();
      assertThat(exit).as(text).isEqualTo(task.equals("write") ? Owner.KILLED : 0);
      return text + System.lineSeparator();
    }
  }

  /** Has the file for itself. */
  static final class Owner {

    /** What the exit code is of a process that has ended without closing anything. */
    static final int KILLED = 9;

    public static void main(String[] args) throws Exception {
      long begun = System.nanoTime();
      LocalClaimStore store =
          new LocalClaimStore(
              Path.of(args[1]),
              new ClaimTimes(Duration.ofMinutes(1), Duration.ofDays(7)),
              Duration.ofSeconds(2),
              false,
              Clock.systemUTC());
      tell(line(args[0] + ": open, ms", millisSince(begun)));
      if (args[0].equals("write")) {
        begun = System.nanoTime();
        write(store);
        tell(line("written a second", EVENTS * 1000L / millisSince(begun)));
        Runtime.getRuntime().halt(KILLED);
      }
      ask(store, "new", ClaimState.NEW);
      ask(store, "old", ClaimState.DONE);
      store.close();
    }

    private static void write(LocalClaimStore store) throws Exception {
      AtomicInteger next = new AtomicInteger();
      Callable<Void> writer =
          () -> {
            for (int i = next.getAndIncrement(); i < EVENTS; i = next.getAndIncrement()) {
              Claim claim = claim("old", i);
              store.claim(claim);
              store.confirm(claim);
            }
            return null;
          };
      ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
      for (Future<Void> each : threads.invokeAll(Collections.nCopies(WRITERS, writer))) {
        each.get();
      }
    }

    private static void ask(LocalClaimStore store, String name, ClaimState expected) {
      long[] nanos = new long[ASKED];
      int others = 0;
      for (int i = 0; i < ASKED; i++) {
        Claim claim = claim(name, Math.toIntExact((long) i * EVENTS / ASKED));
        long begun = System.nanoTime();
        ClaimState state = store.claim(claim);
        nanos[i] = System.nanoTime() - begun;
        store.release(claim);
        others += state == expected ? 0 : 1;
      }
      if (others > 0) {
        throw new IllegalStateException(others + " events are not " + expected);
      }
      Arrays.sort(nanos);
      tell(line("claim of an event that is " + name + ", us, median", nanos[ASKED / 2] / 1000));
      tell(line("99th percentile", nanos[ASKED / 100 * 99] / 1000));
    }

    private static Claim claim(String name, int number) {
      return new Claim("groq:event:" + name + "_0123456789abcdef" + number, "owner");
    }
  }

  private static long millisSince(long begun) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private static String line(String what, long figure) {
    return String.format(Locale.ROOT, "%-44s %8d%n", what, figure).stripTrailing();
  }

  @SuppressWarnings("SystemOut") // a report tells how far it is
  private static void tell(String text) {
    System.out.println(text);
  }
}
