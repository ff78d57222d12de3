package io.groqwebhooks.claim.redis;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
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
  private final Runnable onClose;

  /**
   * Whether the connection was ever made: from then on it is Lettuce that restores it, in the
   * background.
   */
  private volatile boolean connected;

  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicInteger failedConnections = new AtomicInteger();

  /** A store that waits for every verb, because its connections have no other way. */
  public RedisClaimStore(
      RedisConnectionFactory connections, ClaimTimes times, String description, Runnable onClose) {
    this(connections, times, description, null, onClose);
  }

  /**
   * A store on the connections of the factory, whose timeouts bound every verb.
   *
   * @param description names the server for an operator, without credentials
   * @param asyncScripts runs scripts on the same connections, or null if they have no such way
   * @param onClose frees what the factory holds, if it is this store's own
   */
  public RedisClaimStore(
      RedisConnectionFactory connections,
      ClaimTimes times,
      String description,
      @Nullable AsyncScripts asyncScripts,
      Runnable onClose) {
    this.redis = new StringRedisTemplate(connections);
    this.lease = Expiration.from(times.lease());
    this.leaseMillis = Long.toString(times.lease().toMillis());
    this.retention = Long.toString(times.retention().toMillis());
    this.description = description;
    this.asyncScripts = asyncScripts;
    this.onClose = onClose;
  }

  @Override
  public ClaimState claim(Claim claim) {
    byte[] key = bytes(claim.key());
    byte[] owner = bytes(claim.owner());
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
    return run(CONFIRM, claim, claim.owner(), retention) == 1;
  }

  @Override
  public CompletionStage<Boolean> beginConfirm(Claim claim) {
    if (asyncScripts == null || !connected) {
      return ClaimStore.super.beginConfirm(claim);
    }
    return asyncScripts
        .run(
            CONFIRM.text(),
            CONFIRM.digest(),
            bytes(claim.key()),
            bytes(claim.owner()),
            bytes(retention))
        .handle(
            (recorded, failure) -> {
              if (recorded == null) {
                throw unavailable(failure);
              }
              return recorded == 1;
            });
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
    call(() -> redis.hasKey("groq-webhooks-camel:ping"));
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
    return new ClaimsUnavailableException(
        failure == null
            ? description + " gave no answer"
            : description
                + " does not answer: "
                + NestedExceptionUtils.getMostSpecificCause(failure).getMessage(),
        failure);
  }
}
