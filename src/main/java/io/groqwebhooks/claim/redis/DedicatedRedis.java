package io.groqwebhooks.claim.redis;

import io.groqwebhooks.claim.ClaimTimes;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection of our own to the application's Redis. It goes where the application's goes (one
 * node, Sentinel or Cluster, with its credentials and TLS), but waits no longer than claims may:
 * Lettuce waits sixty seconds for an answer, keeps commands for a lost connection, and takes up to
 * thirty seconds to come back to it. The application's own stays as it is.
 */
public final class DedicatedRedis {

  private static final int MOST_FLUSHES = 64;

  private final RedisConnectionFactory application;
  private final Duration timeout;
  private final int replicas;

  /**
   * Connections that wait no longer than the timeout.
   *
   * @param replicas how many replicas must have a claim before it counts, of a server that Lettuce
   *     connects to
   */
  public DedicatedRedis(RedisConnectionFactory application, Duration timeout, int replicas) {
    this.application = application;
    this.timeout = timeout;
    this.replicas = replicas;
  }

  /** The claims there. */
  public RedisClaimStore store(ClaimTimes times) {
    RedisConfiguration place =
        application instanceof LettuceConnectionFactory lettuce ? place(lettuce) : null;
    if (place == null) {
      // Another client: its own timeouts hold.
      return new RedisClaimStore(application, times, "Redis", () -> {});
    }
    ClientResources resources =
        ClientResources.builder()
            // On by default where its libraries are, and told to nobody.
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .nettyCustomizer(new OneWriteForMany())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    LettuceConnectionFactory dedicated = connections(place, resources);
    dedicated.afterPropertiesSet();
    dedicated.start();
    LettuceScripts scripts = new LettuceScripts(dedicated);
    return new RedisClaimStore(
        dedicated,
        times,
        "Redis at " + describe(place),
        scripts,
        replicas == 0 ? null : new ReplicatedScripts(scripts, replicas, timeout.dividedBy(2)),
        timeout,
        () -> {
          dedicated.destroy();
          var unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
        });
  }

  public LettuceConnectionFactory connections(RedisConfiguration place, ClientResources resources) {
    LettuceClientConfiguration settings =
        ((LettuceConnectionFactory) application).getClientConfiguration();
    return new LettuceConnectionFactory(place, client(settings, place, resources));
  }

  /**
   * Where the application's connections go. The factory's getters tell it only if it was made with
   * a configuration of the kind that they name; of one that was given as a plain {@code
   * RedisConfiguration} they say localhost.
   */
  public static @Nullable RedisConfiguration place(LettuceConnectionFactory lettuce) {
    return (RedisConfiguration) new DirectFieldAccessor(lettuce).getPropertyValue("configuration");
  }

  private static String describe(RedisConfiguration place) {
    if (place instanceof RedisConfiguration.ClusterConfiguration cluster) {
      return "cluster " + cluster.getClusterNodes();
    }
    if (place instanceof RedisConfiguration.SentinelConfiguration sentinel) {
      return "master of sentinels " + sentinel.getSentinels();
    }
    if (place instanceof RedisConfiguration.StaticMasterReplicaConfiguration replicated) {
      return replicated.getNodes().stream()
          .map(node -> node.getHostName() + ":" + node.getPort())
          .toList()
          .toString();
    }
    if (place instanceof RedisConfiguration.WithHostAndPort node) {
      return node.getHostName() + ":" + node.getPort();
    }
    return place instanceof RedisConfiguration.WithDomainSocket socket
        ? socket.getSocket()
        : "unknown place";
  }

  private LettuceClientConfiguration client(
      LettuceClientConfiguration application, RedisConfiguration place, ClientResources resources) {
    ClientOptions options = application.getClientOptions().orElseGet(ClientOptions::create);
    if (place instanceof RedisConfiguration.ClusterConfiguration) {
      options = Failover.follow(options);
    }
    LettuceClientConfiguration.LettuceClientConfigurationBuilder client =
        LettuceClientConfiguration.builder()
            .clientResources(resources)
            .commandTimeout(timeout)
            .clientOptions(
                options
                    .mutate()
                    .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                    .timeoutOptions(TimeoutOptions.enabled(timeout))
                    .socketOptions(
                        SocketOptions.builder()
                            .connectTimeout(timeout)
                            .keepAlive(true)
                            .tcpNoDelay(true)
                            .build())
                    .build());
    if (place instanceof RedisConfiguration.SentinelConfiguration) {
      Failover.follow(client);
    }
    application.getClientName().ifPresent(client::clientName);
    application
        .getRedisCredentialsProviderFactory()
        .ifPresent(client::redisCredentialsProviderFactory);
    if (application.isUseSsl()) {
      LettuceClientConfiguration.LettuceSslClientConfigurationBuilder ssl =
          client.useSsl().verifyPeer(application.getVerifyMode());
      if (application.isStartTls()) {
        ssl.startTls();
      }
    }
    return client.build();
  }

  /** Commands that threads give at once are sent at once, and not each by a call of its own. */
  private static final class OneWriteForMany implements NettyCustomizer {

    @Override
    public void afterChannelInitialized(Channel channel) {
      channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_FLUSHES, true));
    }
  }
}
