package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@link LocalClaimStore}: which events are done, and until when that is remembered.
 *
 * <p>A record that is committed survives the process, killed or not. Every method may throw {@link
 * MVStoreException}; after that the file is not usable (a full disk, an interrupted thread) and has
 * to be opened anew. One thread puts, commits and closes; other threads may read and keep up
 * meanwhile.
 */
final class RecordsFile {

  /**
   * How many records each new one looks at for being outdated: more than it adds, so that the file
   * cannot grow.
   */
  private static final int SWEPT_PER_RECORD = 2;

  /**
   * Space that a commit frees is used again only when it is older than this, and so after the
   * commit has reached the disk: a power failure may cost the records of the last seconds, but not
   * the file.
   */
  private static final int FREED_SPACE_KEPT_MILLIS = 2_000;

  /** When the disk is so slow that no sync was begun for this long, commits wait for one. */
  private static final long LONGEST_UNSYNCED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_800);

  private static final int COMPACT_BELOW_PERCENT = 70;

  /** Nothing is written meanwhile: some milliseconds. */
  private static final int COMPACTED_AT_ONCE_BYTES = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(RecordsFile.class);

  private final MVStore store;
  private final RecordsCheck check;

  /** Keys of done events, with the time in epoch milliseconds until which they are remembered. */
  private final MVMap<String, Long> done;

  private final ReentrantLock syncing = new ReentrantLock();

  /** What was committed before this, by {@link System#nanoTime()}, has reached the disk. */
  private volatile long syncedAt = System.nanoTime();

  /** The version that was committed last. */
  private volatile long committed;

  /** Whether anything was committed since. */
  private volatile boolean unsynced;

  private @Nullable String sweptKey;

  /** Opens or creates the file, for this process alone. */
  RecordsFile(Path path) {
    check = new RecordsCheck(path);
    // Every record is committed when it is written: nothing is left to do in the background.
    store = new MVStore.Builder().fileName(path.toString()).autoCommitDisabled().open();
    store.setRetentionTime(FREED_SPACE_KEPT_MILLIS);
    done = store.openMap("done");
    committed = store.getCurrentVersion();
  }

  static MVStoreException closed() {
    return new MVStoreException(0, "closed, perhaps by an earlier failure");
  }

  boolean contains(String key, long now) {
    Long until = done.get(key);
    return until != null && until > now;
  }

  /** Puts a record into the next commit, and takes some out that are outdated. */
  void put(String key, long until, long now) {
    done.put(key, until);
    for (int i = 0; i < SWEPT_PER_RECORD; i++) {
      sweptKey = sweptKey == null ? done.firstKey() : done.higherKey(sweptKey);
      if (sweptKey == null) {
        return;
      }
      Long sweptUntil = done.get(sweptKey);
      if (sweptUntil != null && sweptUntil <= now) {
        done.remove(sweptKey);
      }
    }
  }

  /** Returns when the operating system has what was put. */
  void commit() {
    if (unsynced && System.nanoTime() - syncedAt > LONGEST_UNSYNCED_NANOS) {
      sync();
    }
    store.commit();
    committed = store.getCurrentVersion();
    unsynced = true;
    if (store.isClosed()) {
      // A closed store commits nothing, and does not say so.
      throw closed();
    }
  }

  /** Forces what is committed to the disk, and gives unused space back. */
  void keepUp() {
    long now = System.nanoTime();
    if (unsynced) {
      store.compact(COMPACT_BELOW_PERCENT, COMPACTED_AT_ONCE_BYTES);
      sync();
    } else {
      syncedAt = now;
    }
  }

  private void sync() {
    syncing.lock();
    try {
      long begun = System.nanoTime();
      unsynced = false;
      long version = committed;
      store.sync();
      syncedAt = begun;
      remember(version);
    } finally {
      syncing.unlock();
    }
  }

  void close() {
    store.close();
    remember(committed);
  }

  private void remember(long version) {
    try {
      check.reached(version);
    } catch (IOException e) {
      // The records are on the disk all the same; only a later loss of them would go unnoticed.
      LOG.debug("The version of the claims file is not remembered", e);
    }
  }

  /** Closes the file after a failure, without writing to it. */
  void abandon() {
    store.closeImmediately();
  }
}
