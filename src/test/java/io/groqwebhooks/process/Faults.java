package io.groqwebhooks.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Injects faults one after the other, chosen by a seed, each at a moment when its victim is well;
 * several victims may be unwell at once.
 */
final class Faults implements AutoCloseable {

  /** A fault, from its injection until its victim answers again. */
  record Fault(String kind, String victim, Instant begun, Instant ended) {}

  /** How to harm somebody and to heal him again, all of it before it returns. */
  interface Harm {
    void inflict(Random random) throws Exception;
  }

  private record Choice(String kind, String victim, int weight, Victim state, Harm harm) {}

  /** Whether somebody can be harmed now: not while he is unwell, nor at once after that. */
  private static final class Victim {
    private final AtomicBoolean unwell = new AtomicBoolean();
    private volatile long recovered = System.nanoTime();

    boolean take() {
      return System.nanoTime() - recovered >= 0 && unwell.compareAndSet(false, true);
    }

    /** On a slow machine a restart takes long, and so that anything gets done, so does a rest. */
    void rest(Duration harm) {
      recovered = System.nanoTime() + Math.max(harm.toNanos() / 2, SHORTEST_REST.toNanos());
      unwell.set(false);
    }
  }

  private static final Duration SHORTEST_REST = Duration.ofSeconds(2);

  private final Random random;
  private final Duration shortestPause;
  private final Duration longestPause;
  private final List<Choice> choices = new CopyOnWriteArrayList<>();
  private final Map<String, Victim> victims = new TreeMap<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ExecutorService healers = Executors.newCachedThreadPool();
  private final ExecutorService schedule = Executors.newSingleThreadExecutor();

  Faults(Random random, Duration shortestPause, Duration longestPause) {
    this.random = random;
    this.shortestPause = shortestPause;
    this.longestPause = longestPause;
  }

  /** Adds a kind of fault, which is chosen in proportion to its weight. */
  Faults add(String kind, String victim, int weight, Harm harm) {
    Victim state = victims.computeIfAbsent(victim, name -> new Victim());
    choices.add(new Choice(kind, victim, weight, state, harm));
    return this;
  }

  void begin() {
    schedule.execute(this::run);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.MILLISECONDS.sleep(between(random, shortestPause, longestPause));
        Choice choice = choose();
        Random own = new Random(random.nextLong());
        if (choice.state.take()) {
          healers.execute(() -> inflict(choice, own));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Choice choose() {
    int ticket = random.nextInt(choices.stream().mapToInt(Choice::weight).sum());
    for (Choice choice : choices) {
      ticket -= choice.weight;
      if (ticket < 0) {
        return choice;
      }
    }
    throw new IllegalStateException("The weights do not add up");
  }

  private void inflict(Choice choice, Random own) {
    Instant begun = Instant.now();
    try {
      choice.harm.inflict(own);
    } catch (Exception | AssertionError e) {
      failures.add(choice.kind + " of " + choice.victim + ": " + e);
    } finally {
      Instant ended = Instant.now();
      faults.add(new Fault(choice.kind, choice.victim, begun, ended));
      choice.state.rest(Duration.between(begun, ended));
    }
  }

  static long between(Random random, Duration shortest, Duration longest) {
    return random.nextLong(shortest.toMillis(), longest.toMillis() + 1);
  }

  /** Injects no more, and waits until all victims are well. */
  void end() throws InterruptedException {
    schedule.shutdownNow();
    schedule.awaitTermination(10, TimeUnit.SECONDS);
    healers.shutdown();
    if (!healers.awaitTermination(3, TimeUnit.MINUTES)) {
      failures.add("Not all victims are well again");
    }
  }

  List<Fault> all() {
    return List.copyOf(faults);
  }

  /** Victims that did not come back as they should. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    schedule.shutdownNow();
    healers.shutdownNow();
  }
}
