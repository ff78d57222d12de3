package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk that can hang and fail under files that are real otherwise. H2 takes what precedes a colon
 * in a file's name for the name of its disk. Public only because H2 makes instances.
 */
public final class FaultyDisk extends FilePathWrapper {

  private enum State {
    WORKS,
    HANGS,
    FAILS
  }

  private static final Object LOCK = new Object();
  private static String name = "";
  private static State state = State.WORKS;

  /** A file in that folder, on the disk, which works at first. */
  static Path file(Path folder) {
    unmount();
    name = folder.resolve("faulty").toString();
    FilePath.register(new FaultyDisk());
    return Path.of(name + ":claims.mv");
  }

  static void unmount() {
    work();
    FilePath.unregister(new FaultyDisk());
  }

  /** From now on whoever opens, writes or forces a file waits. */
  static void hang() {
    become(State.HANGS);
  }

  /** From now on every write fails, those that hang among them. */
  static void fail() {
    become(State.FAILS);
  }

  static void work() {
    become(State.WORKS);
  }

  private static void become(State next) {
    synchronized (LOCK) {
      state = next;
      LOCK.notifyAll();
    }
  }

  /** Waits as a thread does in the operating system: no interrupt ends it. */
  private static void pass() throws IOException {
    boolean interrupted = false;
    synchronized (LOCK) {
      while (state == State.HANGS) {
        try {
          LOCK.wait();
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
  public String getScheme() {
    return name;
  }

  @Override
  protected FilePath unwrap(String path) {
    return FilePath.get(path.replace(':', '-'));
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    pass();
    return new Channel(super.open(mode));
  }

  private static final class Channel extends FileBase {

    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      pass();
      return file.write(source);
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      pass();
      return file.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      pass();
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
