package io.groqwebhooks.claim;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@link LocalClaimStore}: which events are done, and until when that is remembered.
 *
 * <p>A record that is written survives the process, killed or not. Every method may throw {@link
 * MVStoreException}; after that the file is not usable (a full disk, an interrupted thread) and has
 * to be opened anew. Safe for use by several threads.
 */
final class DoneRecords implements AutoCloseable {

  /**
   * How many records each new one looks at for being outdated: more than it adds, so that the file
   * cannot grow.
   */
  private static final int SWEPT_PER_RECORD = 2;

  /**
   * How often the file is forced to the disk and compacted. Space that a commit frees is used again
   * only when it is older than twice this, and so after the commit has reached the disk: a power
   * failure may cost the records of the last seconds, but not the file.
   */
  private static final long UPKEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int FREED_SPACE_KEPT_MILLIS = 2_000;
  private static final int COMPACT_BELOW_PERCENT = 70;
  private static final int COMPACTED_AT_ONCE_BYTES = 4 * 1024 * 1024;

  private final MVStore store;

  /** Keys of done events, with the time in epoch milliseconds until which they are remembered. */
  private final MVMap<String, Long> done;

  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable String sweptKey;
  private long written;

  private final ReentrantLock committing = new ReentrantLock();
  private long committed;
  private long upkeptAt = System.nanoTime();

  /** Opens or creates the file, for this process alone. */
  DoneRecords(Path file) {
    // Every record is committed by whoever writes it: nothing is left to do in the background.
    store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
    store.setRetentionTime(FREED_SPACE_KEPT_MILLIS);
    done = store.openMap("done");
  }

  boolean contains(String key, long now) {
    Long until = done.get(key);
    return until != null && until > now;
  }

  /** Adds a record, and returns when the operating system has it. */
  void add(String key, long until, long now) {
    long record;
    writing.lock();
    try {
      done.put(key, until);
      sweep(now);
      record = ++written;
    } finally {
      writing.unlock();
    }
    commit(record);
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

  /** Commits this record and all that were written meanwhile: their writers need not. */
  private void commit(long record) {
    committing.lock();
    try {
      if (committed >= record) {
        return;
      }
      long all = written();
      long now = System.nanoTime();
      if (now - upkeptAt >= UPKEEP_NANOS) {
        store.compact(COMPACT_BELOW_PERCENT, COMPACTED_AT_ONCE_BYTES);
        store.sync();
        upkeptAt = now;
      }
      store.commit();
      if (isClosed()) {
        // A closed store commits nothing, and does not say so.
        throw new MVStoreException(0, "closed by an earlier failure");
      }
      committed = all;
    } finally {
      committing.unlock();
    }
  }

  private long written() {
    writing.lock();
    try {
      return written;
    } finally {
      writing.unlock();
    }
  }

  boolean isClosed() {
    return store.isClosed();
  }

  /** Closes the file after a failure, without writing to it. */
  void abandon() {
    store.closeImmediately();
  }

  @Override
  public void close() {
    store.close();
  }
}
