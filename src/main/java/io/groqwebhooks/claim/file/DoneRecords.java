package io.groqwebhooks.claim.file;

import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.task.RepeatedTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of done events, by a thread that alone opens, writes and closes their file. A disk
 * that hangs holds up that thread, and whoever waits for it no longer than the timeout.
 *
 * <p>Methods throw {@link UncheckedIOException} when the file fails, and the records have to be
 * opened anew then; they throw {@link ClaimsUnavailableException} while the disk hangs. Safe for
 * use by several threads.
 */
final class DoneRecords {

  private static final Logger LOG = LoggerFactory.getLogger(DoneRecords.class);

  /** How often the file is forced to the disk. */
  private static final Duration UPKEEP = Duration.ofSeconds(1);

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

  /** A record that somebody waits for. */
  private record Addition(Fingerprint key, long until, long now, CompletableFuture<Void> written) {}

  /** Tells the writer that nothing follows. */
  private static final Addition END =
      new Addition(new Fingerprint(0, 0), 0, 0, new CompletableFuture<>());

  /** Opens or creates the file, for this process alone. */
  @FunctionalInterface
  interface Opening {
    RecordsFile open() throws IOException;
  }

  /** A disk that hangs keeps at most so many threads that look up. */
  static final int MOST_LOOKUPS = 8;

  private final Path path;
  private final Duration timeout;
  private final Clock clock;
  private final Opening opening;
  private final Semaphore lookups = new Semaphore(MOST_LOOKUPS);
  private final BlockingQueue<Addition> additions = new LinkedBlockingQueue<>();
  private final CompletableFuture<RecordsFile> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** What took longer than the timeout. Until it is there after all, nobody waits for more. */
  private volatile CompletableFuture<?> overdue = CompletableFuture.completedFuture(null);

  private volatile boolean unusable;

  /** Begins to open or create the file, for this process alone. */
  DoneRecords(Path path, Duration timeout, Clock clock, Opening opening) {
    this(path, timeout, clock, opening, CompletableFuture.completedFuture(null));
  }

  private DoneRecords(
      Path path,
      Duration timeout,
      Clock clock,
      Opening opening,
      CompletableFuture<Void> othersClosed) {
    this.opening = opening;
    this.path = path;
    this.timeout = timeout;
    this.clock = clock;
    Thread writer = new Thread(() -> write(othersClosed), "webhook-records");
    writer.setDaemon(true);
    writer.start();
  }

  /** The same records, from the file opened anew as soon as these have closed it. */
  DoneRecords openAnew() {
    return new DoneRecords(path, timeout, clock, opening, closed);
  }

  /** Waits until the file is open, for as long as that takes. */
  void awaitOpened() {
    try {
      RecordsFile unused = opened.join();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  boolean contains(String key, long now) {
    RecordsFile file = inTime(opened);
    if (!maySoonLookUp()) {
      throw hangs();
    }
    try {
      return file.contains(Fingerprint.of(key), now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lookups.release();
    }
  }

  private boolean maySoonLookUp() {
    try {
      return lookups.tryAcquire() || lookups.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Adds a record, and returns when the operating system has it. A record that is refused because
   * the disk hangs may be added later all the same.
   */
  void add(String key, long until, long now) {
    RecordsFile unused = inTime(opened);
    Addition addition = new Addition(Fingerprint.of(key), until, now, new CompletableFuture<>());
    additions.add(addition);
    if (closed.isDone()) {
      // The writer may have ended before it saw this one.
      refuseAdditions();
    }
    inTime(addition.written);
  }

  private <T> T inTime(CompletableFuture<T> answer) {
    if (!overdue.isDone()) {
      throw hangs();
    }
    try {
      return answer.isDone()
          ? answer.join()
          : answer.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        overdue = answer;
        throw hangs();
      }
      throw failure(e);
    }
  }

  private ClaimsUnavailableException hangs() {
    return new ClaimsUnavailableException(
        "The claims file " + path + " did not answer within " + timeout.toMillis() + " ms", null);
  }

  private static RuntimeException failure(CompletionException e) {
    if (e.getCause() instanceof ClaimsUnavailableException refused) {
      return refused;
    }
    return new UncheckedIOException(
        e.getCause() instanceof IOException failure
            ? failure
            : new IOException(String.valueOf(e.getCause()), e.getCause()));
  }

  private static IOException closed() {
    return new IOException("closed, perhaps by an earlier failure");
  }

  private void write(CompletableFuture<Void> othersClosed) {
    try {
      othersClosed.join();
      RecordsFile file = opening.open();
      opened.complete(file);
      write(file);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      opened.completeExceptionally(e);
    } finally {
      unusable = true;
      closed.complete(null);
      refuseAdditions();
    }
  }

  private void write(RecordsFile file) throws IOException, InterruptedException {
    RepeatedTask upkeep = null;
    boolean complete = false;
    try {
      upkeep = new RepeatedTask("webhook-records-upkeep", UPKEEP, () -> keepUp(file));
      for (Addition next = additions.take(); !next.equals(END); next = additions.take()) {
        write(file, next);
      }
      complete = !unusable;
    } finally {
      if (upkeep != null) {
        upkeep.end(UPKEEP);
      }
      if (complete) {
        file.close();
      } else {
        file.abandon();
      }
    }
  }

  private void write(RecordsFile file, Addition addition) throws IOException {
    try {
      if (unusable) {
        throw closed();
      }
      file.put(addition.key, addition.until, addition.now);
      addition.written.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      addition.written.completeExceptionally(e);
      throw e;
    }
  }

  private void keepUp(RecordsFile file) {
    try {
      file.keepUp(clock.millis());
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("The upkeep of the claims file {} failed; the file is opened anew", path, e);
      abandon();
    }
  }

  private void refuseAdditions() {
    for (Addition next = additions.poll(); next != null; next = additions.poll()) {
      next.written.completeExceptionally(closed());
    }
  }

  /** Whether these records have to be opened anew. */
  boolean isUnusable() {
    return unusable;
  }

  /** Lets the file be closed after a failure, without writing to it. */
  void abandon() {
    unusable = true;
    additions.add(END);
  }

  /** Closes the file when all is written; leaves a disk that hangs to itself. */
  void close() {
    additions.add(END);
    try {
      closed.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The claims file {} hangs, and is not closed", path);
    }
  }
}
