package io.groqwebhooks.autoconfigure;

import io.groqwebhooks.source.SourceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The settings of this bundle. A name under {@code webhooks} that is not known stops start-up: a
 * misspelt limit is worse than none.
 */
@ConfigurationProperties(prefix = "webhooks", ignoreUnknownFields = false)
public class WebhookProperties {

  /** The senders that events are received from, by name. */
  private Map<String, Source> sources = new TreeMap<>();

  private Claims claims = new Claims();
  private Retry retry = new Retry();

  private Queue queue = new Queue();

  /** The endpoint that events go to which could not be handled. */
  private String deadLetter = "file:data/dead-letter?tempPrefix=.";

  /**
   * Whether events that could not be handled go to the dead letters; if not, the sender is told and
   * delivers again. By default they do behind a queue, where nobody could be told.
   */
  private @Nullable Boolean deadLetterEnabled;

  /**
   * Folder with the routes to run; without it "routes" in the working directory, or else the routes
   * inside the jar.
   */
  private @Nullable String routesDir;

  /**
   * Whether edits in the folder with routes are taken over while the receiver runs; meant for
   * development.
   */
  private boolean reload;

  /** How many deliveries are handled at once; beyond that the answer is 503. */
  private int maxInFlight = 200;

  /**
   * How much memory bodies on their way may take; beyond that the answer is 503. By default a
   * quarter of the heap.
   */
  private DataSize maxBufferedSize = DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4);

  /** How long a body may take to arrive; after that the answer is 408. */
  private Duration receiveTimeout = Duration.ofSeconds(10);

  /**
   * How long a sender waits for a handler; after that the answer is 503, and the handler runs on.
   */
  private Duration answerTimeout = Duration.ofSeconds(30);

  /** A sender. */
  public static class Source {

    /** How the sender signs; by default the scheme of the source's own name. */
    private @Nullable String scheme;

    /**
     * The secrets shared with the sender, every one of them valid. GROQ_WEBHOOK_SECRET and
     * GROQ_WEBHOOK_SECRET_PREVIOUS are added for the source "groq", and likewise for others.
     */
    private List<String> secrets = new ArrayList<>();

    /** Where the sender posts to; by default /webhooks/ and the source's name. */
    private @Nullable String path;

    /** How far a timestamp may be in the past or in the future. */
    private Duration tolerance = SourceSettings.DEFAULT_TOLERANCE;

    /** The largest body; beyond that the answer is 413. */
    private DataSize maxBodySize = DataSize.ofBytes(SourceSettings.DEFAULT_MAX_BODY_SIZE);

    private Hmac hmac = new Hmac();

    private Event event = new Event();

    public @Nullable String getScheme() {
      return scheme;
    }

    public void setScheme(@Nullable String scheme) {
      this.scheme = scheme;
    }

    public List<String> getSecrets() {
      return secrets;
    }

    public void setSecrets(List<String> secrets) {
      this.secrets = secrets;
    }

    public @Nullable String getPath() {
      return path;
    }

    public void setPath(@Nullable String path) {
      this.path = path;
    }

    public Duration getTolerance() {
      return tolerance;
    }

    public void setTolerance(Duration tolerance) {
      this.tolerance = tolerance;
    }

    public DataSize getMaxBodySize() {
      return maxBodySize;
    }

    public void setMaxBodySize(DataSize maxBodySize) {
      this.maxBodySize = maxBodySize;
    }

    public Hmac getHmac() {
      return hmac;
    }

    public void setHmac(Hmac hmac) {
      this.hmac = hmac;
    }

    public Event getEvent() {
      return event;
    }

    public void setEvent(Event event) {
      this.event = event;
    }
  }

  /** How a sender signs whose scheme is hmac. */
  public static class Hmac {
    /** The header with the signature; must be set. */
    private @Nullable String header;

    /** What stands before the signature, such as sha256=; by default nothing. */
    private @Nullable String prefix;

    /** How the signature is computed: sha256 (the default), sha512 or sha1. */
    private @Nullable String algorithm;

    /** How the signature is written: hex (the default) or base64. */
    private @Nullable String encoding;

    /** What is signed, as a template of {id}, {timestamp} and {body}; by default the body alone. */
    private @Nullable String signedContent;

    /** The header with the time of signing in Unix seconds, if the time is signed. */
    private @Nullable String timestampHeader;

    /** The header with the event's id, if the id is signed. */
    private @Nullable String idHeader;

    public @Nullable String getHeader() {
      return header;
    }

    public void setHeader(@Nullable String header) {
      this.header = header;
    }

    public @Nullable String getPrefix() {
      return prefix;
    }

    public void setPrefix(@Nullable String prefix) {
      this.prefix = prefix;
    }

    public @Nullable String getAlgorithm() {
      return algorithm;
    }

    public void setAlgorithm(@Nullable String algorithm) {
      this.algorithm = algorithm;
    }

    public @Nullable String getEncoding() {
      return encoding;
    }

    public void setEncoding(@Nullable String encoding) {
      this.encoding = encoding;
    }

    public @Nullable String getSignedContent() {
      return signedContent;
    }

    public void setSignedContent(@Nullable String signedContent) {
      this.signedContent = signedContent;
    }

    public @Nullable String getTimestampHeader() {
      return timestampHeader;
    }

    public void setTimestampHeader(@Nullable String timestampHeader) {
      this.timestampHeader = timestampHeader;
    }

    public @Nullable String getIdHeader() {
      return idHeader;
    }

    public void setIdHeader(@Nullable String idHeader) {
      this.idHeader = idHeader;
    }
  }

  /** Where the envelope of an event stands, if not where the scheme has it. */
  public static class Event {
    /**
     * Where the id stands: a JSON pointer, header:NAME, or digest for the hash of what is signed.
     */
    private @Nullable String id;

    /** Where the type stands: a JSON pointer or header:NAME. */
    private @Nullable String type;

    /**
     * Where the time of creation stands, in Unix seconds or ISO 8601: a JSON pointer or
     * header:NAME.
     */
    private @Nullable String created;

    public @Nullable String getId() {
      return id;
    }

    public void setId(@Nullable String id) {
      this.id = id;
    }

    public @Nullable String getType() {
      return type;
    }

    public void setType(@Nullable String type) {
      this.type = type;
    }

    public @Nullable String getCreated() {
      return created;
    }

    public void setCreated(@Nullable String created) {
      this.created = created;
    }
  }

  /** How events are remembered. */
  public static class Claims {

    /**
     * How long an event is its handler's after a crash; the lease is renewed while the handler
     * runs.
     */
    private Duration lease = Duration.ofMinutes(1);

    /** How long an event is remembered as done. */
    private Duration retention = Duration.ofDays(7);

    /** How long Redis may take to answer; after that the answer is 503. */
    private Duration timeout = Duration.ofSeconds(2);

    /** Where events are remembered when there is no Redis. */
    private String file = "data/claims.mv";

    public Duration getLease() {
      return lease;
    }

    public void setLease(Duration lease) {
      this.lease = lease;
    }

    public Duration getRetention() {
      return retention;
    }

    public void setRetention(Duration retention) {
      this.retention = retention;
    }

    public Duration getTimeout() {
      return timeout;
    }

    public void setTimeout(Duration timeout) {
      this.timeout = timeout;
    }

    public String getFile() {
      return file;
    }

    public void setFile(String file) {
      this.file = file;
    }
  }

  /** How a queue between acceptance and handling is used. */
  public static class Queue {

    /** How many events are handled at once. */
    private int concurrency = 8;

    /** How long the broker may take to confirm an event; after that the answer is 503. */
    private Duration timeout = Duration.ofSeconds(5);

    public int getConcurrency() {
      return concurrency;
    }

    public void setConcurrency(int concurrency) {
      this.concurrency = concurrency;
    }

    public Duration getTimeout() {
      return timeout;
    }

    public void setTimeout(Duration timeout) {
      this.timeout = timeout;
    }
  }

  /** How a failing step of a handler is tried again. */
  public static class Retry {

    /** How often a step is tried again before its handler has failed. */
    private int maxRedeliveries = 3;

    /** How long the first retry waits. */
    private Duration delay = Duration.ofMillis(200);

    /** How much longer each further retry waits than the one before. */
    private double multiplier = 2;

    /** The longest that a retry waits. */
    private Duration maxDelay = Duration.ofSeconds(2);

    /** By which part of itself a wait is made longer or shorter at random. */
    private double jitter = 0.2;

    public int getMaxRedeliveries() {
      return maxRedeliveries;
    }

    public void setMaxRedeliveries(int maxRedeliveries) {
      this.maxRedeliveries = maxRedeliveries;
    }

    public Duration getDelay() {
      return delay;
    }

    public void setDelay(Duration delay) {
      this.delay = delay;
    }

    public double getMultiplier() {
      return multiplier;
    }

    public void setMultiplier(double multiplier) {
      this.multiplier = multiplier;
    }

    public Duration getMaxDelay() {
      return maxDelay;
    }

    public void setMaxDelay(Duration maxDelay) {
      this.maxDelay = maxDelay;
    }

    public double getJitter() {
      return jitter;
    }

    public void setJitter(double jitter) {
      this.jitter = jitter;
    }
  }

  public Map<String, Source> getSources() {
    return sources;
  }

  public void setSources(Map<String, Source> sources) {
    this.sources = sources;
  }

  public Claims getClaims() {
    return claims;
  }

  public void setClaims(Claims claims) {
    this.claims = claims;
  }

  public Retry getRetry() {
    return retry;
  }

  public void setRetry(Retry retry) {
    this.retry = retry;
  }

  public Queue getQueue() {
    return queue;
  }

  public void setQueue(Queue queue) {
    this.queue = queue;
  }

  public String getDeadLetter() {
    return deadLetter;
  }

  public void setDeadLetter(String deadLetter) {
    this.deadLetter = deadLetter;
  }

  public @Nullable Boolean getDeadLetterEnabled() {
    return deadLetterEnabled;
  }

  public void setDeadLetterEnabled(@Nullable Boolean deadLetterEnabled) {
    this.deadLetterEnabled = deadLetterEnabled;
  }

  public @Nullable String getRoutesDir() {
    return routesDir;
  }

  public void setRoutesDir(@Nullable String routesDir) {
    this.routesDir = routesDir;
  }

  public boolean isReload() {
    return reload;
  }

  public void setReload(boolean reload) {
    this.reload = reload;
  }

  public int getMaxInFlight() {
    return maxInFlight;
  }

  public void setMaxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  public DataSize getMaxBufferedSize() {
    return maxBufferedSize;
  }

  public void setMaxBufferedSize(DataSize maxBufferedSize) {
    this.maxBufferedSize = maxBufferedSize;
  }

  public Duration getReceiveTimeout() {
    return receiveTimeout;
  }

  public void setReceiveTimeout(Duration receiveTimeout) {
    this.receiveTimeout = receiveTimeout;
  }

  public Duration getAnswerTimeout() {
    return answerTimeout;
  }

  public void setAnswerTimeout(Duration answerTimeout) {
    this.answerTimeout = answerTimeout;
  }
}
