package io.groqwebhooks.claim.redis;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DigestUtils;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Claims in Redis, shared by all replicas. A leased event's key holds its owner, a done one's holds
 * {@code 1}: what {@code SET groq:event:<id> 1 EX 604800} leaves, so that the state can be shared
 * with a consumer that does just this.
 *
 * <p>Camel's own {@code SpringRedisStringIdempotentRepository} sets a key once, for its whole life.
 * A process killed between that and the end of its handler leaves an event that looks done for a
 * week and never was: hence the lease, and hence the scripts, which change a key only for its
 * owner.
 */
public final class RedisClaimStore implements ClaimStore {

  /** A script that returns a number, and by what the server knows it once it has seen it. */
  private record Script(String text, String digest) {

    static Script of(String text) {
      return new Script(text, DigestUtils.sha1DigestAsHex(text));
    }

    @Nullable Long run(RedisScriptingCommands server, byte[][] keyAndArguments) {
      try {
        return server.evalSha(digest, ReturnType.INTEGER, 1, keyAndArguments);
      } catch (NonTransientDataAccessException e) {
        if (!String.valueOf(e.getMostSpecificCause().getMessage()).contains("NOSCRIPT")) {
          throw e;
        }
        return server.eval(bytes(text), ReturnType.INTEGER, 1, keyAndArguments);
      }
    }
  }

  /** A way to run scripts without waiting for them. Safe for use by several threads. */
  @FunctionalInterface
  public interface AsyncScripts {

    /**
     * Runs a script that returns a number.
     *
     * @param digest by what the server knows the script once it has seen its text
     * @return the number, or the exception of the client
     */
    CompletionStage<Long> run(String text, String digest, byte[] key, byte[]... arguments);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RedisClaimStore.class);

  private static final byte[] DONE = bytes("1");

  /**
   * Keys that never are. The slots of a cluster begin and end with them, so that no master of
   * several has both.
   */
  private static final List<byte[]> PINGS =
      List.of(bytes("groq-webhooks-camel:ping:1349"), bytes("groq-webhooks-camel:ping:2383"));

  /** {@code claim(key; owner, lease ms)} returns 1, or 0 if the key is not the owner's. */
  private static final Script CLAIM =
      Script.of(
          """
          if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
            return 1
          end
          if redis.call('GET', KEYS[1]) == ARGV[1] then
            return 1
          end
          return 0
          """);

  /**
   * {@code confirm(key; owner, retention ms)} returns 1, or 0 if the key is somebody else's. A
   * record that is there already is a success: a client that lost the answer asks again.
   */
  private static final Script CONFIRM =
      Script.of(
          """
          local value = redis.call('GET', KEYS[1])
          if value == '1' then
            return 1
          end
          if value and value ~= ARGV[1] then
            return 0
          end
          redis.call('SET', KEYS[1], '1', 'PX', ARGV[2])
          return 1
          """);

  /** {@code renew(key; owner, lease ms)} returns 1, or 0 if the key is somebody else's. */
  private static final Script RENEW =
      Script.of(
          """
          local value = redis.call('GET', KEYS[1])
          if value and value ~= ARGV[1] then
            return 0
          end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return 1
          """);

  /** {@code release(key; owner)} returns 1, or 0 if the key was not the owner's. */
  private static final Script RELEASE =
      Script.of(
          """
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          return redis.call('DEL', KEYS[1])
          """);

  private final StringRedisTemplate redis;
  private final Expiration lease;
  private final String leaseMillis;
  private final String retention;
  private final String description;
  private final @Nullable AsyncScripts asyncScripts;
  private final @Nullable AsyncScripts replicatedScripts;
  private final Duration timeout;
  private final Runnable onClose;

  /**
   * Whether the connection was ever made: from then on it is Lettuce that restores it, in the
   * background.
   */
  private volatile boolean connected;

  private volatile int pingFirst;

  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicInteger failedConnections = new AtomicInteger();

  /** A store that waits for every verb, because its connections have no other way. */
  public RedisClaimStore(
      RedisConnectionFactory connections, ClaimTimes times, String description, Runnable onClose) {
    this(connections, times, description, null, null, Duration.ZERO, onClose);
  }

  /**
   * A store on the connections of the factory, whose timeouts bound every verb.
   *
   * @param description names the server for an operator, without credentials
   * @param asyncScripts runs scripts on the same connections, or null if they have no such way
   * @param replicatedScripts runs those that must outlive the server, or null if none must
   * @param timeout how long these may take
   * @param onClose frees what the factory holds, if it is this store's own
   */
  public RedisClaimStore(
      RedisConnectionFactory connections,
      ClaimTimes times,
      String description,
      @Nullable AsyncScripts asyncScripts,
      @Nullable AsyncScripts replicatedScripts,
      Duration timeout,
      Runnable onClose) {
    this.redis = new StringRedisTemplate(connections);
    this.lease = Expiration.from(times.lease());
    this.leaseMillis = Long.toString(times.lease().toMillis());
    this.retention = Long.toString(times.retention().toMillis());
    this.description = description;
    this.asyncScripts = asyncScripts;
    this.replicatedScripts = replicatedScripts;
    this.timeout = timeout;
    this.onClose = onClose;
  }

  @Override
  public ClaimState claim(Claim claim) {
    byte[] key = bytes(claim.key());
    byte[] owner = bytes(claim.owner());
    if (replicatedScripts != null) {
      return runReplicated(replicatedScripts, CLAIM, claim, leaseMillis) == 1
          ? ClaimState.NEW
          : state(claim, owner, value(key));
    }
    // This is no script, because most events are new, and then it is one command of Redis's own.
    return call(
        () ->
            redis.execute(
                connection -> {
                  RedisStringCommands values = connection.stringCommands();
                  if (Boolean.TRUE.equals(values.set(key, owner, lease, SetOption.SET_IF_ABSENT))) {
                    return ClaimState.NEW;
                  }
                  return state(claim, owner, values.get(key));
                },
                true));
  }

  private byte @Nullable [] value(byte[] key) {
    Optional<byte[]> value =
        call(
            () ->
                Optional.ofNullable(
                    redis.execute(connection -> connection.stringCommands().get(key), true)));
    return value.orElse(null);
  }

  /** What the value of a key means that was there already. */
  private ClaimState state(Claim claim, byte[] owner, byte @Nullable [] value) {
    if (Arrays.equals(value, DONE)) {
      return ClaimState.DONE;
    }
    if (Arrays.equals(value, owner)) {
      // The connection broke after the command ran and before its answer, and Lettuce sent it
      // again.
      return ClaimState.NEW;
    }
    if (value != null && !Claim.isOwner(new String(value, StandardCharsets.UTF_8))) {
      LOG.warn(
          "The key {} in {} holds a value that no receiver writes. Its event is refused until the"
              + " key is removed.",
          claim.key(),
          description);
    }
    return ClaimState.IN_FLIGHT;
  }

  @Override
  public boolean confirm(Claim claim) {
    return replicatedScripts != null
        ? runReplicated(replicatedScripts, CONFIRM, claim, retention) == 1
        : run(CONFIRM, claim, claim.owner(), retention) == 1;
  }

  @Override
  public CompletionStage<Boolean> beginConfirm(Claim claim) {
    AsyncScripts scripts = replicatedScripts == null ? asyncScripts : replicatedScripts;
    if (scripts == null || !connected) {
      return ClaimStore.super.beginConfirm(claim);
    }
    return begin(scripts, CONFIRM, claim, retention)
        .handle(
            (recorded, failure) -> {
              if (recorded == null) {
                throw unavailable(failure);
              }
              return recorded == 1;
            });
  }

  private static CompletionStage<Long> begin(
      AsyncScripts scripts, Script script, Claim claim, String argument) {
    return scripts.run(
        script.text(), script.digest(), bytes(claim.key()), bytes(claim.owner()), bytes(argument));
  }

  private long runReplicated(AsyncScripts scripts, Script script, Claim claim, String argument) {
    if (!connected) {
      ping();
    }
    CompletableFuture<Long> answer = begin(scripts, script, claim, argument).toCompletableFuture();
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (TimeoutException e) {
      // It may not have been sent yet, and must not be when its claimant has gone.
      answer.cancel(false);
      throw unavailable(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  @Override
  public boolean release(Claim claim) {
    return run(RELEASE, claim, claim.owner()) == 1;
  }

  @Override
  public boolean renew(Claim claim) {
    return run(RENEW, claim, claim.owner(), leaseMillis) == 1;
  }

  @Override
  public void ping() {
    int first = pingFirst;
    try {
      ping(PINGS.get(first));
    } catch (ClaimsUnavailableException e) {
      // In a cluster it is a part that is away: the next time another part is asked first.
      pingFirst = 1 - first;
      throw e;
    }
    try {
      ping(PINGS.get(1 - first));
    } catch (ClaimsUnavailableException e) {
      if (WrongPlace.of(String.valueOf(e.getMessage())).isPresent()) {
        throw e;
      }
    }
  }

  /** Changes nothing, but a server that takes no changes refuses it. */
  private void ping(byte[] key) {
    call(
        () ->
            redis.execute(
                connection -> {
                  boolean unused =
                      Boolean.TRUE.equals(
                          connection
                              .stringCommands()
                              .set(key, DONE, lease, SetOption.SET_IF_PRESENT));
                  return true;
                },
                true));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    onClose.run();
  }

  private long run(Script script, Claim claim, String... arguments) {
    byte[][] keyAndArguments = new byte[1 + arguments.length][];
    keyAndArguments[0] = bytes(claim.key());
    for (int i = 0; i < arguments.length; i++) {
      keyAndArguments[1 + i] = bytes(arguments[i]);
    }
    // On the connection itself: else the template makes a proxy of it for each call.
    return call(
        () ->
            redis.execute(
                connection -> script.run(connection.scriptingCommands(), keyAndArguments), true));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private <T> T call(Supplier<@Nullable T> command) {
    if (connected) {
      return translate(command);
    }
    // Whoever makes the first connection waits for it under a lock of the factory. The others wait
    // for the same attempt, and share its failure: each making its own, one after the other, would
    // wait not for one timeout, but for those of all before it.
    int failedBefore = failedConnections.get();
    connecting.lock();
    try {
      if (!connected) {
        if (failedConnections.get() != failedBefore) {
          throw new ClaimsUnavailableException(description + " is not connected", null);
        }
        T answer = connect(command);
        connected = true;
        return answer;
      }
    } finally {
      connecting.unlock();
    }
    return translate(command);
  }

  private <T> T connect(Supplier<@Nullable T> command) {
    try {
      return translate(command);
    } catch (ClaimsUnavailableException e) {
      failedConnections.incrementAndGet();
      throw e;
    }
  }

  private <T> T translate(Supplier<@Nullable T> command) {
    try {
      T answer = command.get();
      if (answer == null) {
        throw unavailable(null);
      }
      return answer;
    } catch (DataAccessException e) {
      throw unavailable(e);
    }
  }

  private ClaimsUnavailableException unavailable(@Nullable Throwable failure) {
    if (failure == null) {
      return new ClaimsUnavailableException(description + " gave no answer", null);
    }
    String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    return new ClaimsUnavailableException(
        description
            + WrongPlace.of(reason)
                .map(place -> " " + place.sentence() + " (" + reason + ")")
                .orElse(" does not answer: " + reason),
        failure);
  }
}
