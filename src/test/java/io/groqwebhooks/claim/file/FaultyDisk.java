package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.h2.store.fs.FileBase;

/** A disk that can hang and fail under files that are real otherwise. */
final class FaultyDisk implements Disk {

  private enum State {
    WORKS,
    FORCES_NOTHING,
    HANGS,
    READS_NOTHING,
    FAILS
  }

  private State state = State.WORKS;

  /** From now on whoever forces a file waits, and nobody else. */
  void hangForces() {
    become(State.FORCES_NOTHING);
  }

  /** From now on whoever looks up what is not in memory waits, too. */
  void hangReads() {
    become(State.READS_NOTHING);
  }

  /** From now on whoever opens, writes or forces a file waits. */
  void hang() {
    become(State.HANGS);
  }

  /** From now on every write fails, those that hang among them. */
  void fail() {
    become(State.FAILS);
  }

  void work() {
    become(State.WORKS);
  }

  private synchronized void become(State next) {
    state = next;
    notifyAll();
  }

  /** Waits as a thread does in the operating system: no interrupt ends it. */
  private void pass(State least) throws IOException {
    boolean interrupted = false;
    synchronized (this) {
      while (state != State.FAILS && state.compareTo(least) >= 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (state == State.FAILS) {
        throw new IOException("faulty disk");
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public FileChannel open(Path file, OpenOption... options) throws IOException {
    pass(State.HANGS);
    return new Channel(FileChannel.open(file, options));
  }

  /** Who writes and hangs holds up nobody who reads, as in the operating system. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  private final class Channel extends FileBase {

    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      pass(State.READS_NOTHING);
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      pass(State.HANGS);
      return file.write(source);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      pass(State.HANGS);
      return file.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      pass(State.FORCES_NOTHING);
      file.force(metaData);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
