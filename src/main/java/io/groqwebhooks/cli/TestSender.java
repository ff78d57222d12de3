package io.groqwebhooks.cli;

import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.EnvelopeWriter;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes requests as a sender would. */
final class TestSender {

  private final SignatureSigner signer;
  private final SignatureHeaders signatureHeaders;
  private final EnvelopeWriter writer;
  private final @Nullable Batch batch;
  private final URI url;

  TestSender(Sender sender, Secret secret, URI url) {
    this.signer = new SignatureSigner(sender.scheme(), secret);
    this.signatureHeaders = sender.scheme().headers().get(0);
    this.writer = new EnvelopeWriter(sender.layout());
    this.batch = sender.body().batch();
    this.url = url;
  }

  URI url() {
    return url;
  }

  byte[] body(EventEnvelope envelope, String data) {
    return body(writer.body(envelope, data));
  }

  /** The body of a delivery that holds this event. */
  byte[] body(byte[] event) {
    return batch == null ? event : batch.wrap(event);
  }

  /** The headers of a request with that event, signed at that time. */
  Map<String, String> headers(EventEnvelope envelope, byte[] body, Instant signedAt) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.putAll(writer.headers(envelope));
    headers.putAll(signer.sign(envelope.id(), body, signedAt));
    return headers;
  }

  /** Makes the signature wrong, but well-formed: another digit at the middle of its last part. */
  void tamper(Map<String, String> headers) {
    headers.computeIfPresent(signatureHeaders.signature(), (name, value) -> tampered(value));
  }

  private static String tampered(String value) {
    int index = value.length() - Math.min(value.length(), 12);
    char other = value.charAt(index) == '0' ? '1' : '0';
    return value.substring(0, index) + other + value.substring(index + 1);
  }
}
