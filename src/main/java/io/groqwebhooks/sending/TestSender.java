package io.groqwebhooks.sending;

import io.groqwebhooks.deadletter.DeadLetter;
import io.groqwebhooks.event.Batch;
import io.groqwebhooks.event.EnvelopeWriter;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.WebhookRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes requests as a sender would. Safe for use by several threads. */
public final class TestSender {

  private static final String JSON = "application/json";

  private final SignatureSigner signer;
  private final SignatureHeaders signatureHeaders;
  private final EnvelopeWriter writer;
  private final Sender sender;
  private final URI url;

  /**
   * A sender that has this secret.
   *
   * @param url where it sends to
   * @throws IllegalArgumentException if the secret is no key of the sender
   */
  public TestSender(Sender sender, Secret secret, URI url) {
    this.signer = new SignatureSigner(sender.scheme(), secret);
    this.signatureHeaders = sender.scheme().headers().get(0);
    this.writer = new EnvelopeWriter(sender.layout());
    this.sender = sender;
    this.url = url;
  }

  /** Where it sends to. */
  public URI url() {
    return url;
  }

  /** Whether its bodies are forms. */
  public boolean signsForms() {
    return sender.signsForms();
  }

  /** An identifier for a new event. */
  public static String newId() {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    return "evt_" + HexFormat.of().formatHex(random);
  }

  /**
   * The body of a delivery of a new event.
   *
   * @param data the event's data, as JSON
   * @throws IllegalArgumentException if the sender has no place for it
   */
  public byte[] body(EventEnvelope envelope, String data) {
    return body(writer.body(envelope, data), envelope.subject());
  }

  /**
   * The body of a delivery that holds this event.
   *
   * @param subject what the event is about, or null if that is not known
   */
  public byte[] body(byte[] event, @Nullable String subject) {
    Batch batch = sender.body().batch();
    FormBody form = sender.body().form();
    byte[] json = batch == null ? event : batch.wrap(event, subject);
    return form != null && sender.signsForms() ? form.toForm(json) : json;
  }

  /**
   * A request that is signed.
   *
   * @param body the body, in which some senders put the time and the signature
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Signed(Map<String, String> headers, byte[] body) {}

  /**
   * A request with that event, signed at that time.
   *
   * @throws IllegalStateException if only the sender can make it
   */
  public Signed sign(EventEnvelope envelope, byte[] body, Instant signedAt) {
    String contentType = signsForms() ? FormBody.CONTENT_TYPE : JSON;
    return sign(envelope, body, contentType, signedAt);
  }

  /** The same with a body of that content type. */
  public Signed sign(EventEnvelope envelope, byte[] body, String contentType, Instant signedAt) {
    if (sender.body().token() || sender.body().inner() != null) {
      throw new IllegalStateException(
          "the bodies of the sender '"
              + sender.name()
              + "' hold events in a way that only it makes");
    }
    boolean form = contentType.equals(FormBody.CONTENT_TYPE);
    if (form && sender.scheme().signedPlaces().stream().anyMatch(SignatureHeaders::isInBody)) {
      throw new IllegalStateException(
          "the sender '" + sender.name() + "' signs within a form, which only it does");
    }
    byte[] timed = form ? body : withTime(body, signedAt);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", contentType);
    headers.putAll(writer.headers(envelope));
    Function<String, @Nullable String> values =
        sender.values(
            WebhookRequest.of(
                name -> headers.get(name.toLowerCase(Locale.ROOT)), url.getRawQuery(), timed));
    Map<String, String> signed = signer.sign(envelope.id(), timed, signedAt, values);
    headers.putAll(signed);
    headers.keySet().removeIf(SignatureHeaders::isInBody);
    String signature = signed.get(signatureHeaders.signature());
    return new Signed(
        headers,
        SignatureHeaders.isInBody(signatureHeaders.signature()) && signature != null
            ? JsonFields.with(
                timed, Map.of(SignatureHeaders.pointer(signatureHeaders.signature()), signature))
            : timed);
  }

  /** What a whole body is: JSON, unless the sender has forms and it begins as one does. */
  public String contentType(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    boolean json = text.startsWith("{") || text.startsWith("[");
    return json || sender.body().form() == null ? JSON : FormBody.CONTENT_TYPE;
  }

  /**
   * A request with a dead letter's event, signed now.
   *
   * @throws IllegalStateException if only the sender can make it
   */
  public Signed sign(DeadLetter deadLetter) {
    String created = deadLetter.created();
    EventEnvelope envelope =
        new EventEnvelope(
            deadLetter.id(),
            deadLetter.type(),
            created == null ? null : Instant.parse(created),
            deadLetter.subject());
    return deadLetter.contentType().equals(FormBody.CONTENT_TYPE)
        ? sign(envelope, deadLetter.body(), FormBody.CONTENT_TYPE, Instant.now())
        : sign(envelope, body(deadLetter.body(), deadLetter.subject()), Instant.now());
  }

  /** The body with the time, and with a text for each other field that is signed. */
  private byte[] withTime(byte[] body, Instant signedAt) {
    String timestamp = signatureHeaders.timestamp();
    Map<String, String> fields = new LinkedHashMap<>();
    Function<String, @Nullable String> before =
        sender.values(WebhookRequest.of(name -> null, null, body));
    for (String place : sender.scheme().signedPlaces()) {
      if (SignatureHeaders.isInBody(place) && before.apply(place) == null) {
        fields.put(SignatureHeaders.pointer(place), "test");
      }
    }
    if (timestamp != null && SignatureHeaders.isInBody(timestamp)) {
      fields.put(
          SignatureHeaders.pointer(timestamp), sender.scheme().timestampUnit().format(signedAt));
    }
    return fields.isEmpty() ? body : JsonFields.with(body, fields);
  }

  /** The same with a wrong signature, but a well-formed one: another digit in its last part. */
  public Signed tampered(Signed request) {
    String place = signatureHeaders.signature();
    if (SignatureHeaders.isInBody(place)) {
      String signature =
          sender.values(WebhookRequest.of(name -> null, null, request.body())).apply(place);
      return new Signed(
          request.headers(),
          JsonFields.with(
              request.body(),
              Map.of(SignatureHeaders.pointer(place), tampered(String.valueOf(signature)))));
    }
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.computeIfPresent(place, (name, value) -> tampered(value));
    return new Signed(headers, request.body());
  }

  private static String tampered(String value) {
    int index = value.length() - Math.min(value.length(), 12);
    char other = value.charAt(index) == '0' ? '1' : '0';
    return value.substring(0, index) + other + value.substring(index + 1);
  }
}
