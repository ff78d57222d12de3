package io.groqwebhooks.settings;

import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All settings, which are the properties under {@code webhooks}. Each record holds the defaults and
 * checks of its group, in its constructor, which takes null for what nobody has set; Spring calls
 * it, and so does {@link SettingsReader}. Immutable.
 *
 * @param sources the senders that events are received from, by name
 * @param targets the systems that events are sent to, by name
 * @param sendersDir the folder with files of senders that the jar does not have, or has otherwise;
 *     null for none
 * @param secretsDir the folder of secrets that senders have brought
 * @param claims how events are remembered
 * @param retry how a failing step is tried again
 * @param queue how a queue between acceptance and handling is used
 * @param deliveries the log of deliveries
 * @param console the console for operators
 * @param deadLetter the endpoint for events that could not be handled
 * @param deadLetterEnabled whether they go there; null for behind a queue only
 * @param routesDir the receiver's folder with routes; null for {@code routes}, or those in the jar
 * @param reload whether edits in that folder are taken over while the receiver runs
 * @param maxInFlight how many deliveries are handled at once; by default one for each MiB of heap,
 *     and no more than 200
 * @param maxBufferedSize how much memory bodies on their way may take; by default what {@link
 *     HeapShare} says
 * @param maxHandledSize how many bytes the bodies of all deliveries have that are handled at once,
 *     of which handlers make many times as much; by default what {@link HeapShare} has room for
 * @param maxConnectionsPerAddress how many connections one address may have to the receiver, 0 for
 *     no bound; null for half of all
 * @param receiveTimeout how long a body may take to arrive; from 100 ms
 * @param answerTimeout how long a sender waits for a handler; from 100 ms
 */
public record WebhookSettings(
    Map<String, SourceSettings> sources,
    Map<String, TargetSettings> targets,
    @Nullable String sendersDir,
    String secretsDir,
    ClaimSettings claims,
    RetrySettings retry,
    QueueSettings queue,
    DeliverySettings deliveries,
    ConsoleSettings console,
    String deadLetter,
    @Nullable Boolean deadLetterEnabled,
    @Nullable String routesDir,
    Boolean reload,
    Integer maxInFlight,
    ByteSize maxBufferedSize,
    ByteSize maxHandledSize,
    @Nullable Integer maxConnectionsPerAddress,
    Duration receiveTimeout,
    Duration answerTimeout) {

  /** What a delivery of a small event takes of the heap, with room to spare. */
  private static final long BYTES_PER_DELIVERY = 1 << 20;

  /**
   * JSON of many small objects becomes that many times as large when a handler makes objects of it.
   * Measured.
   */
  private static final long EXPANSION = 24;

  private static final String DEAD_LETTER = "file:data/dead-letter?tempPrefix=.";
  private static final String FOR_ITS_OWNER_ONLY = "&chmod=600&chmodDirectory=700";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** The property under which all settings are. */
  public static final String ROOT = "webhooks";

  /** The folder of secrets that senders have brought, unless it is set. */
  public static final String SECRETS_DIR = "data/secrets";

  /** The source that is there as soon as its secret is in the environment. */
  public static final String GROQ = "groq";

  static final String SOURCES = ROOT + ".sources.";
  static final String TARGETS = ROOT + ".targets.";

  /** Sets defaults and checks. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  public WebhookSettings {
    sources =
        Collections.unmodifiableMap(
            new TreeMap<>(Check.orDefault(sources, Map.<String, SourceSettings>of())));
    targets =
        Collections.unmodifiableMap(
            new TreeMap<>(Check.orDefault(targets, Map.<String, TargetSettings>of())));
    secretsDir = Check.orDefault(secretsDir, SECRETS_DIR);
    claims = Check.orDefault(claims, new ClaimSettings(null, null, null, null, null, null));
    retry = Check.orDefault(retry, RetrySettings.DEFAULT);
    queue = Check.orDefault(queue, new QueueSettings(null, null, null));
    deliveries =
        Check.orDefault(
            deliveries, new DeliverySettings(null, null, null, null, null, null, null, null, null));
    console = Check.orDefault(console, new ConsoleSettings(null, null));
    deadLetter = Check.orDefault(deadLetter, DEAD_LETTER + (POSIX ? FOR_ITS_OWNER_ONLY : ""));
    reload = Check.orDefault(reload, false);
    long heap = Runtime.getRuntime().maxMemory();
    maxInFlight = Check.orDefault(maxInFlight, (int) Math.min(200, heap / BYTES_PER_DELIVERY));
    maxBufferedSize = Check.orDefault(maxBufferedSize, ByteSize.ofBytes(HeapShare.BODIES.bytes()));
    maxHandledSize =
        Check.orDefault(maxHandledSize, ByteSize.ofBytes(HeapShare.HANDLERS.bytes() / EXPANSION));
    receiveTimeout = Check.orDefault(receiveTimeout, Duration.ofSeconds(10));
    answerTimeout = Check.orDefault(answerTimeout, Duration.ofSeconds(30));
    sources.forEach((name, source) -> source.check(name));
    targets.forEach((name, target) -> target.check(name));
    InvalidSettingException.unless(
        !deadLetter.isBlank(), "webhooks.dead-letter", "an endpoint", "empty");
    Check.positive("webhooks.max-in-flight", maxInFlight);
    Check.positive("webhooks.max-buffered-size", maxBufferedSize.bytes());
    Check.positive("webhooks.max-handled-size", maxHandledSize.bytes());
    InvalidSettingException.unless(
        maxConnectionsPerAddress == null || maxConnectionsPerAddress >= 0,
        "webhooks.max-connections-per-address",
        "0 or more",
        String.valueOf(maxConnectionsPerAddress));
    Check.atLeast(Duration.ofMillis(100), "webhooks.receive-timeout", receiveTimeout);
    Check.atLeast(Duration.ofMillis(100), "webhooks.answer-timeout", answerTimeout);
  }

  /**
   * The same with the secrets that environment variables hold for these sources; Groq's makes Groq
   * one of them by itself.
   *
   * @param variables gives a variable's value, or null if it is not set
   */
  public WebhookSettings withSecretsOf(Function<String, @Nullable String> variables) {
    Map<String, SourceSettings> named = new TreeMap<>(sources);
    String secret = variables.apply(SourceSettings.secretVariable(GROQ));
    if (secret != null && !secret.isBlank()) {
      named.putIfAbsent(GROQ, SourceSettings.unset());
    }
    Map<String, SourceSettings> more = new TreeMap<>();
    named.forEach((name, source) -> more.put(name, source.withSecretsOf(name, variables)));
    return new WebhookSettings(
        more,
        targets,
        sendersDir,
        secretsDir,
        claims,
        retry,
        queue,
        deliveries,
        console,
        deadLetter,
        deadLetterEnabled,
        routesDir,
        reload,
        maxInFlight,
        maxBufferedSize,
        maxHandledSize,
        maxConnectionsPerAddress,
        receiveTimeout,
        answerTimeout);
  }
}
