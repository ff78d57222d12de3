package io.groqwebhooks.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a disk allows a journal: records of 1 KiB, written by as many threads as there are
 * connections, each of which waits until its record is on the disk. One that waits has the disk
 * write what all have written until then.
 */
final class GroupCommit implements AutoCloseable {

  private static final int RECORD_BYTES = 1024;

  /** As large as the files of Artemis's journal, and like these filled before it is used. */
  private static final int FILE_BYTES = 10 << 20;

  private final FileChannel file;
  private final Object disk = new Object();
  private long written;
  private long onDisk;

  private GroupCommit(Path path) throws IOException {
    Files.write(path, new byte[FILE_BYTES]);
    file = FileChannel.open(path, StandardOpenOption.WRITE);
    file.force(true);
  }

  /** Returns how many records a second were on the disk. */
  static double perSecond(Path path, int threads, Duration duration) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (GroupCommit journal = new GroupCommit(path)) {
      long begun = System.nanoTime();
      long end = begun + duration.toNanos();
      List<Callable<Long>> writers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        writers.add(() -> journal.appendUntil(end));
      }
      double count = 0;
      for (Future<Long> writer : pool.invokeAll(writers)) {
        count += writer.get();
      }
      return count / ((System.nanoTime() - begun) / 1e9);
    } finally {
      pool.shutdownNow();
    }
  }

  private long appendUntil(long end) throws IOException {
    ByteBuffer entry = ByteBuffer.allocateDirect(RECORD_BYTES);
    long count = 0;
    for (; System.nanoTime() < end; count++) {
      append(entry.clear());
    }
    return count;
  }

  private void append(ByteBuffer entry) throws IOException {
    long mine = write(entry);
    synchronized (disk) {
      if (onDisk < mine) {
        long all = written();
        file.force(false);
        onDisk = all;
      }
    }
  }

  private synchronized long write(ByteBuffer entry) throws IOException {
    file.write(entry, written * RECORD_BYTES % FILE_BYTES);
    return ++written;
  }

  private synchronized long written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
