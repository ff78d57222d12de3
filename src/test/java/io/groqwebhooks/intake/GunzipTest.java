package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {

  private final AtomicInteger reserved = new AtomicInteger();

  private Gunzip gunzip(int largest) {
    return new Gunzip(
        largest,
        bytes -> {
          reserved.addAndGet(bytes);
          return bytes <= 5000;
        });
  }

  private static byte[] gzip(int length) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(new byte[length]);
    }
    return compressed.toByteArray();
  }

  @Test
  void takesJustTheMemoryThatItReserves() throws IOException {
    Gunzip gunzip = gunzip(10_000);

    assertThat(gunzip.read(gzip(3000))).isNull();
    assertThat(gunzip.plain()).hasSize(3000);
    assertThat(reserved).hasValue(3000);
  }

  @Test
  void whatIsTooMuchIsNotRead() throws IOException {
    assertThat(gunzip(10_000).read(gzip(10_001))).isEqualTo(Outcome.TOO_LARGE);
    assertThat(reserved).hasValue(0);
    assertThat(gunzip(10_000).read(gzip(5001))).isEqualTo(Outcome.OVERLOADED);
  }

  @Test
  void whatSaysLessThanItHoldsIsRefused() throws IOException {
    byte[] lying = gzip(4_000_000);
    Arrays.fill(lying, lying.length - 4, lying.length, (byte) 0);
    lying[lying.length - 4] = 10;

    assertThat(gunzip(10_000).read(lying)).isEqualTo(Outcome.UNSUPPORTED_MEDIA_TYPE);
    assertThat(reserved).hasValue(10);
  }

  @Test
  void whatIsCutOffOrNotCompressedIsRefused() throws IOException {
    byte[] whole = gzip(3000);

    assertThat(gunzip(10_000).read(Arrays.copyOf(whole, 12)))
        .isEqualTo(Outcome.UNSUPPORTED_MEDIA_TYPE);
    assertThat(gunzip(10_000).read(new byte[100])).isEqualTo(Outcome.UNSUPPORTED_MEDIA_TYPE);
    byte[] changed = whole.clone();
    changed[14] ^= 0x55;
    assertThat(gunzip(10_000).read(changed)).isEqualTo(Outcome.UNSUPPORTED_MEDIA_TYPE);
  }
}
