package io.groqwebhooks.process;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Delivers new events at a steady pace, to receivers in turn, whether or not they answer; each once
 * until somebody asks for more.
 */
final class FailoverLoad implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A delivery that was not accepted: it came then. */
  record Refusal(String id, Instant came) {}

  private final List<SignedSender> senders;
  private final String prefix;
  private final String type;
  private final int everyMillis;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Set<String> accepted = new ConcurrentSkipListSet<>();
  private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  /**
   * Begins with events of that type, one in so many milliseconds, whose identifiers have that
   * prefix.
   */
  FailoverLoad(List<SignedSender> senders, String prefix, String type, int everyMillis) {
    this.senders = senders;
    this.prefix = prefix;
    this.type = type;
    this.everyMillis = everyMillis;
    var unused = pace.scheduleAtFixedRate(this::deliverNext, 0, everyMillis, TimeUnit.MILLISECONDS);
  }

  private void deliverNext() {
    var unused = deliver(prefix + "-" + next.getAndIncrement());
  }

  private CompletableFuture<Boolean> deliver(String id) {
    Instant came = Instant.now();
    open.incrementAndGet();
    return senders
        .get(turn.getAndIncrement() % senders.size())
        .begin(id, type)
        .handle(
            (answer, failure) -> {
              boolean success = failure == null && answer.status() == 200;
              if (success) {
                accepted.add(id);
              } else {
                refusals.add(new Refusal(id, came));
              }
              open.decrementAndGet();
              return success;
            });
  }

  /** The events that were accepted up to now. */
  Set<String> accepted() {
    return new TreeSet<>(accepted);
  }

  /** What was not accepted of that which came since then. */
  List<Refusal> refusedSince(Instant time) {
    return refusals.stream().filter(each -> !each.came.isBefore(time)).toList();
  }

  /** How long after that time deliveries came that were not accepted. */
  Duration outageSince(Instant time) {
    return refusedSince(time).stream()
        .map(each -> Duration.between(time, each.came).plusMillis(everyMillis))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Waits until that many more events are accepted. */
  void awaitAccepted(int more) {
    int wanted = accepted.size() + more;
    await().atMost(PATIENCE).until(() -> accepted.size() >= wanted);
  }

  /** Waits until that much time is over since then, and as much without anything refused. */
  void awaitCalm(Instant since, Duration calm) {
    await("an end of refusals of " + prefix)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                Duration.between(since.plus(outageSince(since)), Instant.now()).compareTo(calm)
                    > 0);
  }

  /** Begins nothing new, and waits for the answers to all that was. */
  void end() {
    pace.shutdown();
    await("answers").atMost(PATIENCE).until(() -> pace.isTerminated() && open.get() == 0);
  }

  /** Delivers what was refused until it is accepted, as its sender would. */
  void deliverRefused() {
    Set<String> left = new TreeSet<>();
    refusals.forEach(each -> left.add(each.id));
    left.removeAll(accepted);
    await("acceptance of what was refused")
        .atMost(PATIENCE)
        .until(
            () -> {
              again(left);
              left.removeAll(accepted);
              return left.isEmpty();
            });
  }

  /** Delivers everything that was accepted once more, as a sender does that lost the answers. */
  void deliverAgain() {
    again(accepted());
  }

  private void again(Collection<String> ids) {
    for (String id : ids) {
      boolean unused = deliver(id).join();
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
  }
}
