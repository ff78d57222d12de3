package io.groqwebhooks.claim.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import java.time.Duration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/** Has connections go on to the server that takes a master's place. */
final class Failover {

  /** A master that hangs keeps its connections open, and nothing else tells of its successor. */
  private static final Duration PERIOD = Duration.ofSeconds(3);

  /** By default a second change of a cluster is not looked at for thirty seconds. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  private Failover() {}

  /**
   * Looks at a cluster again and again, and at once when its answers or connections say that it has
   * changed; Lettuce by itself looks once. What the application has said holds.
   */
  static ClientOptions follow(ClientOptions options) {
    ClusterClientOptions cluster =
        options instanceof ClusterClientOptions already
            ? already
            : ClusterClientOptions.builder(options).build();
    ClusterTopologyRefreshOptions refresh = cluster.getTopologyRefreshOptions();
    ClusterTopologyRefreshOptions.Builder more =
        ClusterTopologyRefreshOptions.builder()
            .closeStaleConnections(true)
            .dynamicRefreshSources(refresh == null || refresh.useDynamicRefreshSources())
            .enableAllAdaptiveRefreshTriggers()
            .adaptiveRefreshTriggersTimeout(SHORTEST_PAUSE)
            .refreshTriggersReconnectAttempts(1)
            .enablePeriodicRefresh(
                refresh != null && refresh.isPeriodicRefreshEnabled()
                    ? refresh.getRefreshPeriod()
                    : PERIOD);
    return cluster.mutate().topologyRefreshOptions(more.build()).build();
  }

  /**
   * Listens to the sentinels. A plain connection asks them when it breaks: to a master that hangs
   * it would hold on, however long the others have another.
   */
  static void follow(LettuceClientConfigurationBuilder client) {
    client.readFrom(ReadFrom.UPSTREAM);
  }
}
