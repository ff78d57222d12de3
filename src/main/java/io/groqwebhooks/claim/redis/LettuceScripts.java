package io.groqwebhooks.claim.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Scripts by Lettuce's own commands, as Spring's all wait. They go over the connection that
 * Spring's commands share, and its timeouts hold.
 */
final class LettuceScripts implements RedisClaimStore.AsyncScripts {

  private final LettuceConnectionFactory connections;

  LettuceScripts(LettuceConnectionFactory connections) {
    this.connections = connections;
  }

  @Override
  public CompletionStage<Long> run(String text, String digest, byte[] key, byte[]... arguments) {
    try (RedisConnection connection = connections.getConnection()) {
      @SuppressWarnings("unchecked") // Spring's connections are of bytes
      RedisClusterAsyncCommands<byte[], byte[]> server =
          (RedisClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
      byte[][] keys = {key};
      return server
          .<Long>evalsha(digest, ScriptOutputType.INTEGER, keys, arguments)
          .exceptionallyCompose(
              failure ->
                  failure instanceof RedisNoScriptException
                      ? server.<Long>eval(text, ScriptOutputType.INTEGER, keys, arguments)
                      : CompletableFuture.failedFuture(failure));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
