package io.groqwebhooks.claim.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@link LocalClaimStore}: which events are done, and until when that is remembered.
 *
 * <p>A record that is written survives the process, killed or not. One thread writes for all: what
 * comes while it commits goes into its next commit. Every method may throw {@link
 * MVStoreException}; after that the file is not usable (a full disk, an interrupted thread) and has
 * to be opened anew. Safe for use by several threads.
 */
final class DoneRecords implements AutoCloseable {

  /**
   * How many records each new one looks at for being outdated: more than it adds, so that the file
   * cannot grow.
   */
  private static final int SWEPT_PER_RECORD = 2;

  /** How often the file is forced to the disk and compacted. */
  private static final long UPKEEP_MILLIS = 1_000;

  /**
   * Space that a commit frees is used again only when it is older than this, and so after the
   * commit has reached the disk: a power failure may cost the records of the last seconds, but not
   * the file.
   */
  private static final int FREED_SPACE_KEPT_MILLIS = 2_000;

  /** When no sync was begun for so long, as the disk is slow, commits wait for one. */
  private static final long LONGEST_UNSYNCED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_800);

  private static final int COMPACT_BELOW_PERCENT = 70;

  /** Nothing is written meanwhile: some milliseconds. */
  private static final int COMPACTED_AT_ONCE_BYTES = 512 * 1024;

  /** A record that its writer waits for. */
  private record Addition(String key, long until, long now, CompletableFuture<Void> written) {}

  /** Tells the writer that nothing follows. */
  private static final Addition END = new Addition("", 0, 0, new CompletableFuture<>());

  private final MVStore store;

  /** Keys of done events, with the time in epoch milliseconds until which they are remembered. */
  private final MVMap<String, Long> done;

  private final BlockingQueue<Addition> additions = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::write, "webhook-records");
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "webhook-records-upkeep");
            thread.setDaemon(true);
            return thread;
          });

  private final ReentrantLock syncing = new ReentrantLock();

  /** What was committed before this, by {@link System#nanoTime()}, has reached the disk. */
  private volatile long syncedAt = System.nanoTime();

  /** Whether anything was committed that may not have. */
  private volatile boolean unsynced;

  /** Whether nothing is written any more. */
  private volatile boolean ended;

  private @Nullable String sweptKey;

  /** Opens or creates the file, for this process alone. */
  DoneRecords(Path file) {
    // Every record is committed as it is written: nothing is left to do in the background.
    store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
    store.setRetentionTime(FREED_SPACE_KEPT_MILLIS);
    done = store.openMap("done");
    writer.setDaemon(true);
    writer.start();
    var unused =
        upkeep.scheduleWithFixedDelay(
            this::keepUp, UPKEEP_MILLIS, UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  boolean contains(String key, long now) {
    Long until = done.get(key);
    return until != null && until > now;
  }

  /** Adds a record, and returns when the operating system has it. */
  void add(String key, long until, long now) {
    Addition addition = new Addition(key, until, now, new CompletableFuture<>());
    additions.add(addition);
    if (ended) {
      // Perhaps before it saw this one.
      refuseAdditions();
    }
    try {
      addition.written.join();
    } catch (CompletionException e) {
      MVStoreException failure = new MVStoreException(0, String.valueOf(e.getCause()));
      failure.initCause(e.getCause());
      throw failure;
    }
  }

  private void write() {
    List<Addition> batch = new ArrayList<>();
    boolean last = false;
    try {
      while (!last) {
        batch.add(additions.take());
        additions.drainTo(batch);
        last = batch.remove(END);
        write(batch);
        batch.forEach(addition -> addition.written.complete(null));
        batch.clear();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      batch.forEach(addition -> addition.written.completeExceptionally(e));
    } finally {
      ended = true;
      refuseAdditions();
    }
  }

  private void write(List<Addition> batch) {
    if (unsynced && System.nanoTime() - syncedAt > LONGEST_UNSYNCED_NANOS) {
      sync();
    }
    for (Addition addition : batch) {
      done.put(addition.key, addition.until);
      sweep(addition.now);
    }
    store.commit();
    unsynced = true;
    if (store.isClosed()) {
      // A closed store commits nothing, and does not say so.
      throw closed();
    }
  }

  private void sweep(long now) {
    for (int i = 0; i < SWEPT_PER_RECORD; i++) {
      sweptKey = sweptKey == null ? done.firstKey() : done.higherKey(sweptKey);
      if (sweptKey == null) {
        return;
      }
      Long until = done.get(sweptKey);
      if (until != null && until <= now) {
        done.remove(sweptKey);
      }
    }
  }

  private void refuseAdditions() {
    for (Addition next = additions.poll(); next != null; next = additions.poll()) {
      next.written.completeExceptionally(closed());
    }
  }

  private static MVStoreException closed() {
    return new MVStoreException(0, "closed, perhaps by an earlier failure");
  }

  private void keepUp() {
    try {
      long now = System.nanoTime();
      if (unsynced) {
        store.compact(COMPACT_BELOW_PERCENT, COMPACTED_AT_ONCE_BYTES);
        sync();
      } else {
        syncedAt = now;
      }
    } catch (RuntimeException e) {
      // Whoever comes next to the file opens it anew, and is told if that fails.
      abandon();
    }
  }

  private void sync() {
    syncing.lock();
    try {
      long begun = System.nanoTime();
      unsynced = false;
      store.sync();
      syncedAt = begun;
    } finally {
      syncing.unlock();
    }
  }

  boolean isClosed() {
    return ended || store.isClosed();
  }

  /** Closes the file after a failure, without writing to it. */
  void abandon() {
    end();
    store.closeImmediately();
  }

  /** Closes the file when all is written. */
  @Override
  public void close() {
    end();
    try {
      writer.join();
      boolean unused = upkeep.awaitTermination(UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void end() {
    upkeep.shutdown();
    additions.add(END);
  }
}
