package io.groqwebhooks.claim.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scripts that count only when enough replicas have what they wrote: a master that dies then takes
 * nothing with it that was promised.
 *
 * <p>Redis's {@code WAIT} stops the connection that it is sent on. Scripts that come while one is
 * under way wait for it together, and share the next, so that it costs many no more than one. What
 * else uses the connection waits for one at most. Safe for use by several threads.
 */
final class ReplicatedScripts implements RedisClaimStore.AsyncScripts {

  /** Too few replicas have what was written; the master has it. */
  static final class ReplicasMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplicasMissingException(long acknowledged, int wanted) {
      super(
          "%d of its replicas acknowledged in time, and webhooks.claims.replicas is %d"
              .formatted(acknowledged, wanted));
    }
  }

  /** How to run a script on a server, and what is told of it. */
  private record Request(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<Long>> script,
      CompletableFuture<Long> answer) {}

  private final LettuceScripts scripts;
  private final int replicas;
  private final long longestWaitMillis;
  private final Map<String, Batches> nodes = new ConcurrentHashMap<>();

  /**
   * Waits for replicas.
   *
   * @param replicas how many of a master's replicas must have what is written
   * @param longestWait how long they may take
   */
  ReplicatedScripts(LettuceScripts scripts, int replicas, Duration longestWait) {
    this.scripts = scripts;
    this.replicas = replicas;
    this.longestWaitMillis = longestWait.toMillis();
  }

  /** A script whose stage is cancelled before it was sent is not sent. */
  @Override
  public CompletionStage<Long> run(String text, String digest, byte[] key, byte[]... arguments) {
    Request request =
        new Request(
            server -> LettuceScripts.run(server, text, digest, key, arguments),
            new CompletableFuture<>());
    try {
      nodes.computeIfAbsent(scripts.masterOf(key), Batches::new).add(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return request.answer;
  }

  /** What goes to one master, one batch at a time. */
  private final class Batches {

    private final String master;
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    Batches(String master) {
      this.master = master;
    }

    void add(Request request) {
      waiting.add(request);
      next();
    }

    private void next() {
      while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
        List<Request> batch = new ArrayList<>();
        for (Request each = waiting.poll(); each != null; each = waiting.poll()) {
          if (!each.answer.isDone()) {
            batch.add(each);
          }
        }
        if (batch.isEmpty()) {
          busy.set(false);
        } else {
          var unused =
              connect()
                  .thenCompose(server -> send(server, batch))
                  .whenComplete((sent, failure) -> end(batch, failure));
        }
      }
    }

    private CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> connect() {
      try {
        return scripts.connectTo(master);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private CompletionStage<Void> send(
        RedisClusterAsyncCommands<byte[], byte[]> server, List<Request> batch) {
      List<CompletableFuture<Long>> results =
          batch.stream().map(each -> each.script.apply(server).toCompletableFuture()).toList();
      return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
          // One that failed fails no other.
          .handle((done, failure) -> null)
          .thenCompose(done -> server.waitForReplication(replicas, longestWaitMillis))
          .thenAccept(
              acknowledged -> {
                for (int i = 0; i < results.size(); i++) {
                  answer(batch.get(i).answer, results.get(i), acknowledged);
                }
              });
    }

    private void answer(
        CompletableFuture<Long> answer, CompletableFuture<Long> result, long acknowledged) {
      try {
        long value = result.join();
        // Where the script has changed nothing, there is nothing that could get lost.
        if (value != 0 && acknowledged < replicas) {
          answer.completeExceptionally(new ReplicasMissingException(acknowledged, replicas));
        } else {
          answer.complete(value);
        }
      } catch (CompletionException e) {
        answer.completeExceptionally(e.getCause() == null ? e : e.getCause());
      }
    }

    private void end(List<Request> batch, @Nullable Throwable failure) {
      busy.set(false);
      if (failure != null) {
        batch.forEach(each -> each.answer.completeExceptionally(failure));
      }
      next();
    }
  }
}
