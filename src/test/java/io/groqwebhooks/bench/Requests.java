package io.groqwebhooks.bench;

import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Requests with events of 800 bytes, each with an id of its own. Safe for several threads. */
final class Requests {

  /** What is sent. */
  enum Mix {
    /** Only new and genuine events. */
    GENUINE,
    /** Of a hundred events ten duplicates, which may be in progress still, and five forgeries. */
    MIXED,
    /** Only forgeries. */
    FORGED;

    boolean expects(int status) {
      return switch (this) {
        case GENUINE -> status == 200;
        case MIXED -> status == 200 || status == 401 || status == 409;
        case FORGED -> status == 401;
      };
    }
  }

  static final int BODY_SIZE = 800;
  private static final AtomicLong NEXT_ID = new AtomicLong(System.nanoTime());

  private final SignatureSigner signer =
      new SignatureSigner(Sender.named("groq").scheme(), Secret.of(Program.SECRET));
  private volatile byte[] earlier = request(false);

  byte[] next(Mix mix) {
    int chance = mix == Mix.MIXED ? ThreadLocalRandom.current().nextInt(100) : 100;
    if (chance < 10) {
      return earlier;
    }
    byte[] request = request(mix == Mix.FORGED || chance < 15);
    if (mix == Mix.MIXED && chance >= 15) {
      earlier = request;
    }
    return request;
  }

  private byte[] request(boolean forged) {
    byte[] body = body();
    Map<String, String> headers = signer.sign("", body, Instant.now());
    if (forged) {
      body[BODY_SIZE - 4] ^= 1;
    }
    StringBuilder head = new StringBuilder(300);
    head.append("POST /webhooks/groq HTTP/1.1\r\nHost: localhost\r\n")
        .append("Content-Type: application/json\r\nContent-Length: ")
        .append(body.length)
        .append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  static byte[] body() {
    String begin =
        "{\"id\":\"evt_"
            + Long.toHexString(NEXT_ID.incrementAndGet())
            + "\",\"type\":\"resource.created\",\"created\":1700000000,\"data\":{\"name\":\"";
    String end = "\"}}";
    return (begin + "x".repeat(BODY_SIZE - begin.length() - end.length()) + end)
        .getBytes(StandardCharsets.UTF_8);
  }
}
