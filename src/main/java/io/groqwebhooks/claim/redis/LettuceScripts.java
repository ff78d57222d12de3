package io.groqwebhooks.claim.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Scripts by Lettuce's own commands, as Spring's all wait. They go over the connection that
 * Spring's commands share, and its timeouts hold.
 */
final class LettuceScripts implements RedisClaimStore.AsyncScripts {

  /** The only master where there is no cluster. */
  private static final String SINGLE = "";

  private final LettuceConnectionFactory connections;
  private @Nullable CompletableFuture<StatefulRedisClusterConnection<byte[], byte[]>> cluster;

  LettuceScripts(LettuceConnectionFactory connections) {
    this.connections = connections;
  }

  @Override
  public CompletionStage<Long> run(String text, String digest, byte[] key, byte[]... arguments) {
    try {
      return run(server(), text, digest, key, arguments);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Runs a script that returns a number on that server. */
  static CompletionStage<Long> run(
      RedisClusterAsyncCommands<byte[], byte[]> server,
      String text,
      String digest,
      byte[] key,
      byte[]... arguments) {
    byte[][] keys = {key};
    return server
        .<Long>evalsha(digest, ScriptOutputType.INTEGER, keys, arguments)
        .exceptionallyCompose(
            failure ->
                failure instanceof RedisNoScriptException
                    ? server.<Long>eval(text, ScriptOutputType.INTEGER, keys, arguments)
                    : CompletableFuture.failedFuture(failure));
  }

  /** By what {@link #connectTo} knows the master that has the key, as far as is known. */
  String masterOf(byte[] key) {
    if (!(connections.getRequiredNativeClient() instanceof RedisClusterClient cluster)) {
      return SINGLE;
    }
    int slot = SlotHash.getSlot(key);
    RedisClusterNode master = cluster.getPartitions().getMasterBySlot(slot);
    if (master == null) {
      throw new IllegalStateException("No master of the cluster has the slot " + slot);
    }
    return master.getNodeId();
  }

  /** The commands of that master alone, carried out in the order in which they are given. */
  CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> connectTo(String master) {
    return master.equals(SINGLE)
        ? CompletableFuture.completedFuture(server())
        : cluster()
            .thenCompose(cluster -> cluster.getConnectionAsync(master))
            .thenApply(StatefulRedisConnection::async);
  }

  /** Spring hides the one that it has; this one, too, ends with its client. */
  private synchronized CompletableFuture<StatefulRedisClusterConnection<byte[], byte[]>> cluster() {
    if (cluster == null || cluster.isCompletedExceptionally()) {
      cluster =
          ((RedisClusterClient) connections.getRequiredNativeClient())
              .connectAsync(ByteArrayCodec.INSTANCE);
    }
    return cluster;
  }

  @SuppressWarnings("unchecked") // Spring's connections are of bytes
  private RedisClusterAsyncCommands<byte[], byte[]> server() {
    try (RedisConnection connection = connections.getConnection()) {
      return (RedisClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
    }
  }
}
