package io.groqwebhooks.deliveries;

import io.groqwebhooks.claim.HandledListener;
import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.deadletter.DeadLetterListener;
import io.groqwebhooks.event.OriginalEvent;
import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.settings.DeliverySettings;
import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Writes what became of deliveries into the database, by a thread of its own. Nobody waits for it:
 * what a bounded buffer has no room for, since the database is slow or away, is counted and not
 * written. Safe for use by several threads.
 */
public final class DeliveryRecorder
    implements DeliveryListener, DeadLetterListener, HandledListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.deliveries");

  private static final int BUFFER = 10_000;
  private static final int BUFFERED_BODY_BYTES = 8 << 20;
  private static final int BATCH = 1000;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY_PAUSE = Duration.ofSeconds(8);
  private static final Duration CLEANING_PAUSE = Duration.ofMinutes(5);
  private static final Duration PATIENCE_WITH_DELIVERIES = Duration.ofMinutes(2);
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(5);

  private final DeliverySettings settings;
  private final DeliveryDatabase database;
  private final DeliveryTable table;
  private final Set<String> queued;
  private final Clock clock = Clock.systemUTC();
  private final BlockingQueue<DeliveryEntry> buffer = new ArrayBlockingQueue<>(BUFFER);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "webhook-deliveries");

  /** Ends that wait for their deliveries. */
  private final List<DeliveryEntry.Ended> early = new ArrayList<>();

  /** How many entries of the batch in hand have come from the buffer. */
  private int taken;

  private final Outage outage;
  private Duration retryPause = RETRY_PAUSE;
  private long cleanedAt = System.nanoTime();

  /** Begins to write. */
  public DeliveryRecorder(
      DeliverySettings settings, DeliveryDatabase database, WebhookSources sources) {
    this.settings = settings;
    this.database = database;
    this.table = new DeliveryTable(database);
    this.outage = new Outage(database.place(), System::nanoTime);
    this.queued =
        sources.all().stream()
            .filter(WebhookSource::queued)
            .map(WebhookSource::name)
            .collect(Collectors.toUnmodifiableSet());
    thread.setDaemon(true);
    thread.start();
  }

  /** How many entries were not written, because there was no room for them. */
  public long dropped() {
    return dropped.get();
  }

  /** How many entries wait to be written. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public void ended(EndedDelivery delivery) {
    DeliveryEntry.Came came = DeliveryEntry.Came.of(delivery, settings.largestBody());
    if (bodyBytes.get() + came.bodyBytes() > BUFFERED_BODY_BYTES) {
      came = DeliveryEntry.Came.of(delivery, 0);
    }
    offer(came);
  }

  @Override
  public void explained(EndedDelivery delivery, String problem, String remedy) {
    offer(new DeliveryEntry.Explained(delivery.id(), problem, remedy));
  }

  @Override
  public void handled(OriginalEvent event, int attempts) {
    String source = event.source();
    // In the request, the answer says so.
    if (source != null && queued.contains(source)) {
      end(source, event.id(), event.receivedAt(), "handled", attempts);
    }
  }

  @Override
  public void kept(DeadLetter deadLetter) {
    end(
        deadLetter.source(),
        deadLetter.id(),
        deadLetter.receivedAt(),
        "dead letter",
        deadLetter.attempts());
  }

  private void end(
      String source, String event, @Nullable String receivedAt, String how, int attempts) {
    if (receivedAt == null) {
      // No event of ours, and so no delivery either.
      return;
    }
    try {
      offer(
          new DeliveryEntry.Ended(
              source, event, Instant.parse(receivedAt), how, attempts, clock.instant()));
    } catch (DateTimeParseException e) {
      LOG.debug("An event was received at no time", e);
    }
  }

  private void offer(DeliveryEntry entry) {
    waiting.incrementAndGet();
    bodyBytes.addAndGet(entry.bodyBytes());
    if (!buffer.offer(entry)) {
      waiting.decrementAndGet();
      bodyBytes.addAndGet(-entry.bodyBytes());
      dropped.incrementAndGet();
    }
  }

  private void run() {
    List<DeliveryEntry> batch = new ArrayList<>(BATCH);
    try {
      while (!batch.isEmpty() || !buffer.isEmpty() || closing.getCount() > 0) {
        if (batch.isEmpty()) {
          take(batch);
        }
        if (write(batch)) {
          waiting.addAndGet(-taken);
          batch.forEach(entry -> bodyBytes.addAndGet(-entry.bodyBytes()));
          batch.clear();
          clean();
        } else if (closing.await(nextPause().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        warn(outage.dropped(dropped.get()));
      }
    } catch (InterruptedException e) {
      // The end, though the database does not answer.
    } finally {
      database.close();
    }
  }

  /** Takes what has come, which is more in one go the more comes. */
  private void take(List<DeliveryEntry> batch) throws InterruptedException {
    DeliveryEntry first = buffer.poll(1, TimeUnit.SECONDS);
    if (first != null) {
      boolean unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      batch.add(first);
      buffer.drainTo(batch, BATCH - 1);
    }
    taken = batch.size();
    batch.addAll(early);
    early.clear();
  }

  /** Returns whether the batch is dealt with. */
  private boolean write(List<DeliveryEntry> batch) {
    if (batch.isEmpty()) {
      return true;
    }
    try {
      Attempt attempt = new Attempt();
      writeOrSkip(batch, attempt);
      table.flush();
      dropped.addAndGet(attempt.refused);
      keep(attempt.early);
      works();
      return true;
    } catch (RuntimeException e) {
      fails(e);
      return false;
    }
  }

  /** What is known of a batch, and counts once nothing of it can be lost any more. */
  private static final class Attempt {
    private final List<DeliveryEntry.Ended> early = new ArrayList<>();
    private int refused;
  }

  /** An entry that cannot be written at all must not keep others from being written. */
  private void writeOrSkip(List<DeliveryEntry> batch, Attempt attempt) {
    try {
      attempt.early.addAll(table.write(batch));
    } catch (DataIntegrityViolationException e) {
      if (batch.size() > 1) {
        for (DeliveryEntry entry : batch) {
          writeOrSkip(List.of(entry), attempt);
        }
      } else if (!isThere(batch.get(0), e)) {
        attempt.refused++;
        LOG.debug(
            "A delivery cannot be written: {}",
            NestedExceptionUtils.getMostSpecificCause(e).toString());
      }
    }
  }

  /** The connection may have broken before it told that the entry was written. */
  private boolean isThere(DeliveryEntry entry, DataIntegrityViolationException failure) {
    if (!(failure instanceof DuplicateKeyException)) {
      return false;
    }
    if (entry instanceof DeliveryEntry.Came came && table.has(came)) {
      return true;
    }
    DeliveryId.anotherProcess();
    return false;
  }

  private void works() {
    retryPause = RETRY_PAUSE;
    String sentence = outage.worked();
    if (sentence != null) {
      LOG.info(sentence);
    }
  }

  private void fails(RuntimeException failure) {
    warn(outage.failed(failure));
    table.failed();
  }

  /** Opening a large file takes a while, and so is not tried too often. */
  private Duration nextPause() {
    Duration pause = retryPause;
    Duration longer = pause.multipliedBy(2);
    retryPause = longer.compareTo(LONGEST_RETRY_PAUSE) < 0 ? longer : LONGEST_RETRY_PAUSE;
    return pause;
  }

  private static void warn(@Nullable String sentence) {
    if (sentence != null) {
      LOG.warn(sentence);
    }
  }

  /**
   * Another replica may not have written the delivery yet whose event this one has handled; nor has
   * this one while the delivery goes on. What has no delivery for long has none.
   */
  private void keep(List<DeliveryEntry.Ended> ends) {
    Instant latest = clock.instant().minus(PATIENCE_WITH_DELIVERIES);
    for (DeliveryEntry.Ended end : ends) {
      if (end.at().isAfter(latest) && early.size() < BATCH) {
        early.add(end);
      }
    }
  }

  private void clean() {
    if (System.nanoTime() - cleanedAt < CLEANING_PAUSE.toNanos()) {
      return;
    }
    cleanedAt = System.nanoTime();
    try {
      database.open();
    } catch (RuntimeException e) {
      fails(e);
      return;
    }
    try {
      table.clean(clock.instant(), settings.retention(), settings.maxEntries());
      table.flush();
      outage.cleaned();
      works();
    } catch (RuntimeException e) {
      warn(outage.cleaningFailed(e));
      table.failed();
    }
  }

  /** Writes what waits, if the database answers, and no more. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(PATIENCE_AT_THE_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
