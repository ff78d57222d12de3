package io.groqwebhooks.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.http.servlet.BodyBuffer.Progress;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyBufferTest {

  private int memory = 10_000;
  private final BodyBuffer body = new BodyBuffer(this::reserve, 20_000);

  private boolean reserve(int bytes) {
    memory -= bytes;
    return memory >= 0;
  }

  /**
   * A body of which that much has arrived. As Tomcat, it tells of one byte where there are more.
   */
  private static final class Arrived extends ServletInputStream {

    private final byte[] bytes;
    private int left;

    Arrived(int length) {
      bytes = new byte[length];
      Arrays.fill(bytes, (byte) 'x');
      left = length;
    }

    @Override
    public int available() {
      return Math.min(left, 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("would wait");
      }
      int count = Math.min(left, length);
      System.arraycopy(bytes, bytes.length - left, into, offset, count);
      left -= count;
      return count;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isFinished() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isReady() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aBodyThatCameWithTheHeadersIsReadAtOnce() throws IOException {
    Arrived in = new Arrived(800);
    assertThat(body.readArrived(in, 800)).isEqualTo(Progress.WHOLE);
    assertThat(body.toByteArray()).isEqualTo(in.bytes);
  }

  @Test
  void anEmptyBodyIsThereAtOnce() throws IOException {
    assertThat(body.readArrived(new Arrived(0), 0)).isEqualTo(Progress.WHOLE);
    assertThat(body.toByteArray()).isEmpty();
  }

  @Test
  void restsAreNotWaitedFor() throws IOException {
    assertThat(body.readArrived(new Arrived(0), 800)).isEqualTo(Progress.READING);
    assertThat(body.readArrived(new Arrived(300), 800)).isEqualTo(Progress.READING);
  }

  @Test
  void whatBelongsToTheNextRequestIsLeft() throws IOException {
    Arrived in = new Arrived(900);
    assertThat(body.readArrived(in, 800)).isEqualTo(Progress.WHOLE);
    assertThat(in.left).isEqualTo(100);
  }

  @Test
  void noMemoryIsTakenForWhatWasOnlyAnnounced() throws IOException {
    assertThat(body.readArrived(new Arrived(100), 15_000)).isEqualTo(Progress.READING);
    assertThat(body.readArrived(new Arrived(100), -1)).isEqualTo(Progress.READING);
    assertThat(memory).isEqualTo(10_000);
  }

  @Test
  void whereThereIsNoMemoryNothingIsRead() throws IOException {
    memory = 500;
    assertThat(body.readArrived(new Arrived(800), 800)).isEqualTo(Progress.NO_MEMORY);
  }
}
