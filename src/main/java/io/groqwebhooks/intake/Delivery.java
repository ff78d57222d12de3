package io.groqwebhooks.intake;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.signature.SignedRequest;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Handshake;
import io.groqwebhooks.source.VerifiedDelivery;
import io.groqwebhooks.source.WebhookRequest;
import io.groqwebhooks.source.WebhookSource;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request at a source's path, from its first byte to its answer, whatever the HTTP server: the
 * server's end brings the bytes and writes the answer. It is answered once, and listeners are told
 * just that. It gives back all that it has taken when it is closed, which may happen more than
 * once. The answer may be given by any thread; the rest is for one thread at a time.
 */
public final class Delivery implements WebhookRequest, AutoCloseable {

  /** Writes answers to the sender. */
  @FunctionalInterface
  public interface Responder {

    /**
     * Writes and sends the answer. It is called at most once.
     *
     * @param late whether a handler is still running in the thread that received the request
     * @throws IOException if the sender has gone
     */
    void write(HttpAnswer answer, boolean late) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private static final String PROPERTY = "WebhookDelivery";

  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private final Intake intake;
  private final WebhookSource source;
  private final long firstByteAt;
  private final @Nullable String client;
  private final Responder responder;
  private final Admission.Room room;

  // It is held while the answer is written, because the response is another request's afterwards.
  private final ReentrantLock answering = new ReentrantLock();
  private boolean answered;

  private volatile long acceptedAt;
  private Function<String, @Nullable String> headers = name -> null;
  private byte[] body = new byte[0];
  private @Nullable String contentType;
  private @Nullable String query;
  private boolean compressed;
  private @Nullable DefaultConsumer consumer;
  private @Nullable SignedRequest signed;
  private DeliveryListener.@Nullable UsedSecret secret;
  private @Nullable String traceParent;
  private volatile @Nullable EventEnvelope envelope;
  private volatile int events;
  private volatile int attempts = 1;
  private final Queue<DeliveryListener.EndedEvent> each = new ConcurrentLinkedQueue<>();
  private RefusalDoctor.@Nullable Suspect suspect;

  Delivery(
      Intake intake,
      WebhookSource source,
      long firstByteAt,
      @Nullable String client,
      Responder responder) {
    this.intake = intake;
    this.source = source;
    this.firstByteAt = firstByteAt;
    this.client = client;
    this.responder = responder;
    this.room = intake.admission().room();
  }

  /** The delivery that brought the exchange, or null if none did. */
  static @Nullable Delivery of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Delivery.class);
  }

  /** The exchange is this delivery's from now on. */
  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  WebhookSource source() {
    return source;
  }

  /**
   * Why the request is refused already by what is known before its body, or null.
   *
   * @param contentType the header of that name, or null
   * @param contentEncoding the header of that name, or null
   * @param contentLength how many bytes the body is said to have, or -1 if that is not said
   * @param running whether the routes are running
   */
  public @Nullable Outcome refusal(
      String method,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      long contentLength,
      boolean running) {
    this.contentType = contentType;
    if (!"POST".equals(method)) {
      return Outcome.METHOD_NOT_ALLOWED;
    }
    // The signature is over the bytes as the sender made them, so that no encoding in between can
    // be undone here.
    boolean encoded = contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity");
    compressed = source.sender().body().decompresses(contentEncoding);
    if ((encoded && !compressed) || !source.sender().body().accepts(contentType)) {
      return Outcome.UNSUPPORTED_MEDIA_TYPE;
    }
    if (contentLength > source.maxBodySize()) {
      return Outcome.TOO_LARGE;
    }
    return running ? null : Outcome.NOT_RUNNING;
  }

  /**
   * Answers a request without a body by which the sender makes sure of us, if it is one.
   *
   * @param header gives the value of the named header, or null if it is missing or given more than
   *     once
   * @param query the part of the request's target behind the question mark, or null if there is
   *     none
   * @return false if the source's sender makes no such requests
   */
  public boolean answerHandshake(
      String method, Function<String, @Nullable String> header, @Nullable String query) {
    Handshake handshake = handshakeBy(method);
    if (handshake == null || "POST".equals(method)) {
      return false;
    }
    Handshake.Answer handshaken =
        handshake.answer(
            WebhookRequest.of(header, query, body),
            null,
            source.verifyToken(),
            source.secrets().first());
    room.free();
    if (handshaken == null) {
      answer(HttpAnswer.of(Outcome.REJECTED), Outcome.REJECTED, "no handshake", false);
    } else {
      answer(HttpAnswer.of(handshaken), Outcome.CHALLENGED, null, false);
    }
    return true;
  }

  /** Whether the source's sender makes sure of us by requests of that method, without a body. */
  public boolean mayBeHandshake(String method) {
    return !"POST".equals(method) && handshakeBy(method) != null;
  }

  private @Nullable Handshake handshakeBy(String method) {
    Handshake handshake = source.sender().handshake();
    return handshake != null && handshake.method().equals(method) ? handshake : null;
  }

  /** The answer if the verified request is a handshake, or null if it is an event. */
  Handshake.@Nullable Answer handshake(byte[] json) {
    Handshake handshake = handshakeBy("POST");
    return handshake == null || handshake.signed() == Handshake.Signed.NEVER
        ? null
        : answer(handshake, json);
  }

  /**
   * The answer if the request is a handshake that nobody signs, or null if it is none. A secret
   * that it brings is kept, if one is waited for; else it is no handshake.
   */
  Handshake.@Nullable Answer unsignedHandshake() {
    Handshake.Answer answer = readUnsigned();
    boolean taken =
        answer == null || answer.secret() == null || source.secrets().learn(answer.secret());
    return taken ? answer : null;
  }

  private Handshake.@Nullable Answer readUnsigned() {
    Handshake handshake = handshakeBy("POST");
    if (handshake == null
        || handshake.signed() == Handshake.Signed.ALWAYS
        || body.length > Handshake.LARGEST_UNSIGNED
        || isSigned()) {
      return null;
    }
    FormBody form = source.sender().body().form();
    try {
      return answer(handshake, form != null && isForm() ? form.toJson(body) : body);
    } catch (InvalidEventException e) {
      return null;
    }
  }

  private boolean isSigned() {
    Function<String, @Nullable String> values = values();
    return source.sender().scheme().headers().stream()
        .anyMatch(places -> values.apply(places.signature()) != null);
  }

  private Handshake.@Nullable Answer answer(Handshake handshake, byte[] json) {
    return handshake.mayBe(json)
        ? handshake.answer(this, json, source.verifyToken(), source.secrets().first())
        : null;
  }

  /** Whether the body came compressed. */
  boolean isCompressed() {
    return compressed;
  }

  /**
   * Puts what was compressed in place of the body.
   *
   * @return why it cannot be had, or null
   */
  @Nullable Outcome decompress() {
    Gunzip gunzip = new Gunzip(source.maxBodySize(), room::reserve);
    Outcome refusal = gunzip.read(body);
    if (refusal == null) {
      body = gunzip.plain();
      compressed = false;
    }
    return refusal;
  }

  /** Whether the body is a form that an event is read out of. */
  boolean isForm() {
    return source.sender().body().isForm(contentType);
  }

  /** Takes memory for so many bytes more of the body, if there is any. */
  public boolean reserve(int bytes) {
    return room.reserve(bytes);
  }

  /** Refuses the request. The body that has arrived so far is not needed any more. */
  public void refuse(Outcome outcome) {
    room.free();
    Handshake handshake = source.sender().handshake();
    answer(
        outcome == Outcome.METHOD_NOT_ALLOWED && handshake != null
            ? HttpAnswer.allowing(handshake.method())
            : HttpAnswer.of(outcome),
        outcome,
        null,
        false);
  }

  /**
   * Lets the request in, now that it has arrived whole. From now on the sender waits for a handler.
   *
   * @param headers gives the value of the named header, or null if it is missing or given more than
   *     once; it is asked until {@link #run} has returned
   * @param query the part of the request's target behind the question mark, or null if there is
   *     none
   * @return false if the request was refused
   */
  public boolean accept(
      Function<String, @Nullable String> headers, @Nullable String query, byte[] body) {
    DefaultConsumer route = intake.routes().of(source);
    Outcome refusal =
        route == null || route.isSuspendingOrSuspended() ? Outcome.NOT_RUNNING : room.enter();
    if (refusal != null) {
      refuse(refusal);
      return false;
    }
    this.consumer = route;
    this.headers = headers;
    this.query = query;
    this.body = body;
    this.acceptedAt = System.nanoTime();
    intake.pending().add(this);
    return true;
  }

  /**
   * Takes room for what handlers make of the body, if there is any. What was not accepted here,
   * because it came in a message, needs none.
   */
  boolean handle() {
    return consumer == null || room.handle(body.length);
  }

  /** Runs the source's route in this thread, until it is answered and closed. */
  public void run() {
    if (consumer == null) {
      throw new IllegalStateException("The delivery was not accepted");
    }
    try {
      intake.routes().call(consumer, this);
    } finally {
      close();
    }
  }

  /** What came in a message, where no server's end of ours has received it. */
  void take(Function<String, @Nullable String> headersOfMessage, byte[] bodyOfMessage) {
    this.headers = headersOfMessage;
    this.contentType = headersOfMessage.apply(Exchange.CONTENT_TYPE);
    this.query = headersOfMessage.apply(Exchange.HTTP_QUERY);
    this.compressed =
        source.sender().body().decompresses(headersOfMessage.apply(Exchange.CONTENT_ENCODING));
    this.body = bodyOfMessage;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  /** Gives the value at a place that the signature needs, or null if there is none. */
  Function<String, @Nullable String> values() {
    return source.sender().values(this);
  }

  /**
   * The JSON that holds its event or events.
   *
   * @throws InvalidEventException if there is none where the sender has it
   */
  byte[] json() throws InvalidEventException {
    return source.sender().json(this, signed());
  }

  /** What it tells of its event, now that its signature is known to be valid. */
  VerifiedRequest verified() {
    return new VerifiedDelivery(this, signed());
  }

  /**
   * Its signature is valid.
   *
   * @param secret the secret that tells so, or null if that is none of the source's
   * @param traceParent the trace that it belongs to, as W3C's Trace Context writes it, or null
   */
  void verified(
      SignedRequest request,
      DeliveryListener.@Nullable UsedSecret secret,
      @Nullable String traceParent) {
    this.signed = request;
    this.secret = secret;
    this.traceParent = traceParent;
  }

  /** Its signature is wrong: that is looked into when it is answered. */
  void suspect(Verification refusal) {
    suspect = intake.doctor().suspect(source, refusal, this);
  }

  /** A step of its route was tried so often. */
  void tried(int times) {
    attempts = times;
  }

  /** One of its several events has ended. */
  void ended(DeliveryListener.EndedEvent event) {
    each.add(event);
  }

  private SignedRequest signed() {
    if (signed == null) {
      throw new IllegalStateException("The signature has not been verified");
    }
    return signed;
  }

  void identify(EventEnvelope read) {
    this.envelope = read;
    this.events = 1;
  }

  /** It holds so many events. */
  void holds(int number) {
    this.events = number;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.apply(name);
  }

  /**
   * Answers, and tells the listeners, unless that was done before.
   *
   * @return false if that was done before
   */
  boolean answer(HttpAnswer answer, Outcome outcome, @Nullable String reason, boolean late) {
    answering.lock();
    try {
      if (answered) {
        return false;
      }
      answered = true;
      DeliveryListener.EndedDelivery ended = ended(outcome, reason, answer.status());
      intake.listeners().ended(ended);
      responder.write(answer, late);
      if (suspect != null) {
        intake.doctor().examine(suspect, ended);
      }
    } catch (IOException e) {
      LOG.debug("The sender has gone", e);
    } finally {
      answering.unlock();
    }
    return true;
  }

  private DeliveryListener.EndedDelivery ended(
      Outcome outcome, @Nullable String reason, int status) {
    long duration = System.nanoTime() - firstByteAt;
    return new DeliveryListener.EndedDelivery(
        DeliveryId.next(System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(duration)),
        source.name(),
        envelope,
        events,
        events > 1 ? List.copyOf(each) : List.of(),
        outcome,
        reason,
        status,
        duration,
        attempts,
        body.length,
        signed == null ? null : new DeliveryListener.Verified(body, contentType, traceId(), secret),
        signed == null ? claimed() : null);
  }

  private @Nullable String traceId() {
    String parent = traceParent;
    return parent != null && TRACE_PARENT.matcher(parent).matches()
        ? parent.substring(3, 35)
        : null;
  }

  private DeliveryListener.Claimed claimed() {
    String id = null;
    for (String name : source.sender().idHeaders()) {
      id = id == null ? headers.apply(name) : id;
    }
    return new DeliveryListener.Claimed(client, id, contentType);
  }

  /** Tells a sender that has waited longer than the timeout to come again. */
  boolean answerIfLate(long timeoutNanos) {
    if (System.nanoTime() - acceptedAt <= timeoutNanos) {
      return false;
    }
    // If the lock is taken, the answer is just being given.
    if (answering.tryLock()) {
      try {
        answer(
            HttpAnswer.of(Outcome.UNFINISHED),
            Outcome.UNFINISHED,
            "a handler runs for more than " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms",
            true);
      } finally {
        answering.unlock();
      }
    }
    return true;
  }

  /** From here on nothing is written to the sender, and all that was taken is given back. */
  @Override
  public void close() {
    intake.pending().remove(this);
    answering.lock();
    try {
      answered = true;
    } finally {
      answering.unlock();
    }
    // Copies of the exchange may live on, but the request is the server's again.
    headers = name -> null;
    body = new byte[0];
    room.close();
  }
}
