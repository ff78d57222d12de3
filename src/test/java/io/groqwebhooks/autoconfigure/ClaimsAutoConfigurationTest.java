package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.groqwebhooks.claim.Claim;
import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimState;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.claim.redis.DedicatedRedis;
import io.groqwebhooks.claim.redis.RedisClaimStore;
import io.groqwebhooks.testing.RedisProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.StringUtils;

class ClaimsAutoConfigurationTest {

  @TempDir Path folder;

  private ApplicationContextRunner application;

  @BeforeEach
  void describeApplication() {
    application =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    RedisAutoConfiguration.class,
                    RedisClaimsAutoConfiguration.class,
                    WebhooksAutoConfiguration.class))
            .withPropertyValues("webhooks.claims.file=" + file());
  }

  private Path file() {
    return folder.resolve("claims");
  }

  @Test
  void withoutRedisClaimsAreLocal() {
    application.run(
        context -> {
          assertThat(context).hasSingleBean(ClaimStore.class);
          assertThat(context.getBean(ClaimStore.class))
              .isInstanceOf(LocalClaimStore.class)
              .returns("local file " + file() + " (one process only)", ClaimStore::description);
          assertThat(context.getBean("webhookClaims"))
              .isInstanceOf(ClaimIdempotentRepository.class);
        });
  }

  @Test
  void aStoreOfAContextAboveReplacesOurs() {
    new ApplicationContextRunner()
        .withBean(
            "own",
            ClaimStore.class,
            () ->
                new LocalClaimStore(
                    folder.resolve("own.mv"),
                    new ClaimTimes(Duration.ofMinutes(1), Duration.ofDays(1)),
                    Duration.ofSeconds(2),
                    false,
                    Clock.systemUTC()))
        .run(
            above ->
                application
                    .withParent(above)
                    .run(
                        context ->
                            assertThat(context.getBean(ClaimStore.class))
                                .isSameAs(above.getBean("own"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "spring.data.redis.url=redis://user:pa55word@redis.example:6380/2 -> redis.example:6380",
        "spring.data.redis.url=rediss://redis.example:6379 -> redis.example:6379",
        "spring.data.redis.host=redis.example -> redis.example:6379",
        "spring.data.redis.sentinel.master=m,spring.data.redis.sentinel.nodes=s1:26379 -> sentinels",
        "spring.data.redis.cluster.nodes=c1:7000 -> cluster",
        "spring.data.redis.cluster.nodes[0]=c1:7000 -> cluster"
      })
  void whoeverSaysWhereRedisIsGetsClaimsInRedis(String settings, String place) {
    application
        .withPropertyValues(StringUtils.commaDelimitedListToStringArray(settings))
        .withPropertyValues("spring.main.allow-bean-definition-overriding=false")
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(ClaimStore.class);
              assertThat(context.getBean(ClaimStore.class)).isInstanceOf(RedisClaimStore.class);
              assertThat(context.getBean(ClaimStore.class).description())
                  .contains(place)
                  .doesNotContain("pa55word");
              assertThat(file()).doesNotExist();
            });
  }

  @Test
  void whoeverConnectsToRedisByABeanGetsClaimsInRedis() {
    application
        .withBean(
            LettuceConnectionFactory.class,
            () -> new LettuceConnectionFactory("redis.example", 7000))
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(ClaimStore.class);
              assertThat(context.getBean(ClaimStore.class).description())
                  .isEqualTo("Redis at redis.example:7000");
            });
  }

  @Test
  void whoeverSaysByABeanWhereRedisIsGetsClaimsInRedis() {
    application
        .withBean(
            RedisConnectionDetails.class,
            () ->
                new RedisConnectionDetails() {
                  @Override
                  public Standalone getStandalone() {
                    return Standalone.of("redis.example", 7001);
                  }
                })
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(ClaimStore.class);
              assertThat(context.getBean(ClaimStore.class).description())
                  .isEqualTo("Redis at redis.example:7001");
            });
  }

  @Test
  void springsDefaultPlaceOfRedisDoesNotCount() {
    application
        .withPropertyValues("spring.data.redis.port=6380", "spring.data.redis.password=x")
        .run(
            context ->
                assertThat(context.getBean(ClaimStore.class)).isInstanceOf(LocalClaimStore.class));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnStore {
    @Bean
    ClaimStore webhookClaimStore() {
      return ownStore();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnStoreOfAnotherName {
    @Bean
    ClaimStore myStore() {
      return ownStore();
    }
  }

  private static ClaimStore ownStore() {
    return new ClaimStore() {
      @Override
      public ClaimState claim(Claim claim) {
        return ClaimState.NEW;
      }

      @Override
      public boolean confirm(Claim claim) {
        return true;
      }

      @Override
      public boolean release(Claim claim) {
        return true;
      }

      @Override
      public boolean renew(Claim claim) {
        return true;
      }

      @Override
      public void ping() {}

      @Override
      public String description() {
        return "own";
      }

      @Override
      public void close() {}
    };
  }

  @ParameterizedTest
  @ValueSource(classes = {OwnStore.class, OwnStoreOfAnotherName.class})
  void theApplicationsOwnStoreWins(Class<?> configuration) {
    for (String redis : new String[] {"x=y", "spring.data.redis.host=redis.example"}) {
      application
          .withUserConfiguration(configuration)
          .withPropertyValues(redis, "spring.main.allow-bean-definition-overriding=false")
          .run(
              context -> {
                assertThat(context).hasNotFailed().hasSingleBean(ClaimStore.class);
                assertThat(context.getBean(ClaimStore.class).description()).isEqualTo("own");
                assertThat(file()).doesNotExist();
              });
    }
  }

  @Test
  void theApplicationsOwnLeasesWin() {
    ClaimLeases own = new ClaimLeases(ownStore(), Duration.ofSeconds(5));
    application
        .withBean("myLeases", ClaimLeases.class, () -> own)
        .run(context -> assertThat(context.getBean(ClaimLeases.class)).isSameAs(own));
  }

  @Test
  void theApplicationsOwnRepositoryWins() {
    application
        .withBean("webhookClaims", IdempotentRepository.class, MemoryIdempotentRepository::new)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean("webhookClaims"))
                  .isInstanceOf(MemoryIdempotentRepository.class);
            });
  }

  @Test
  void theApplicationsOtherRepositoriesAreNoClaims() {
    application
        .withBean("others", IdempotentRepository.class, MemoryIdempotentRepository::new)
        .run(
            context ->
                assertThat(context.getBean("webhookClaims"))
                    .isInstanceOf(ClaimIdempotentRepository.class));
  }

  @Test
  void theApplicationsOwnConnectionKeepsItsSettings() {
    application
        .withPropertyValues(
            "spring.data.redis.host=redis.example",
            "spring.data.redis.timeout=7s",
            "webhooks.claims.timeout=1s")
        .run(
            context -> {
              assertThat(context).hasSingleBean(LettuceConnectionFactory.class);
              LettuceConnectionFactory connections =
                  context.getBean(LettuceConnectionFactory.class);
              assertThat(connections.getClientConfiguration().getCommandTimeout())
                  .isEqualTo(Duration.ofSeconds(7));
              assertThat(options(connections.getClientConfiguration()).getDisconnectedBehavior())
                  .isEqualTo(ClientOptions.DisconnectedBehavior.DEFAULT);
              assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory())
                  .isSameAs(connections);
            });
  }

  private static ClientOptions options(LettuceClientConfiguration client) {
    return client.getClientOptions().orElseThrow();
  }

  /** What the connection for claims is made of when the application's is as these settings say. */
  private record Dedicated(RedisConfiguration place, LettuceClientConfiguration client) {}

  private Dedicated dedicated(String... settings) {
    AtomicReference<Dedicated> dedicated = new AtomicReference<>();
    application
        .withPropertyValues(settings)
        .run(
            context -> {
              var connections = context.getBean(LettuceConnectionFactory.class);
              RedisConfiguration place = DedicatedRedis.place(connections);
              ClientResources resources = ClientResources.create();
              dedicated.set(
                  new Dedicated(
                      place,
                      new DedicatedRedis(connections, Duration.ofSeconds(1), 0)
                          .connections(place, resources)
                          .getClientConfiguration()));
              var unused = resources.shutdown(0, 0, TimeUnit.SECONDS);
            });
    return dedicated.get();
  }

  @Test
  void theConnectionForClaimsWaitsNoLongerThanTheyMay() {
    LettuceClientConfiguration client =
        dedicated("spring.data.redis.host=redis.example", "spring.data.redis.timeout=7s").client();
    assertThat(client.getCommandTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options(client).getSocketOptions().getConnectTimeout())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(options(client).getDisconnectedBehavior())
        .isEqualTo(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
  }

  @Test
  void theConnectionForClaimsGoesWhereTheApplicationsGoes() {
    Dedicated dedicated =
        dedicated(
            "spring.data.redis.url=rediss://user:pa%2Bss@redis.example:6380/2",
            "spring.data.redis.client-name=mine");
    RedisStandaloneConfiguration place = (RedisStandaloneConfiguration) dedicated.place();
    assertThat(place.getHostName()).isEqualTo("redis.example");
    assertThat(place.getPort()).isEqualTo(6380);
    assertThat(place.getDatabase()).isEqualTo(2);
    assertThat(place.getUsername()).isEqualTo("user");
    assertThat(place.getPassword().get()).isEqualTo("pa+ss".toCharArray());
    LettuceClientConfiguration client = dedicated.client();
    assertThat(client.isUseSsl()).isTrue();
    assertThat(client.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
    assertThat(client.getClientName()).contains("mine");
  }

  @Test
  void theConnectionForClaimsFollowsSentinels() {
    RedisSentinelConfiguration place =
        (RedisSentinelConfiguration)
            dedicated(
                    "spring.data.redis.sentinel.master=m",
                    "spring.data.redis.sentinel.nodes=s1:26379,s2:26379",
                    "spring.data.redis.sentinel.password=watch",
                    "spring.data.redis.password=secret")
                .place();
    assertThat(place.getMaster().getName()).isEqualTo("m");
    assertThat(place.getSentinels()).hasSize(2);
    assertThat(place.getSentinelPassword().get()).isEqualTo("watch".toCharArray());
    assertThat(place.getPassword().get()).isEqualTo("secret".toCharArray());
  }

  @Test
  void theConnectionForClaimsSpansTheCluster() {
    Dedicated dedicated = dedicated("spring.data.redis.cluster.nodes=c1:7000,c2:7000");
    RedisClusterConfiguration place = (RedisClusterConfiguration) dedicated.place();
    assertThat(place.getClusterNodes()).hasSize(2);
    ClusterTopologyRefreshOptions refresh = refresh(dedicated);
    assertThat(refresh.getAdaptiveRefreshTriggers())
        .containsExactlyInAnyOrder(RefreshTrigger.values());
    assertThat(refresh.getAdaptiveRefreshTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refresh.isPeriodicRefreshEnabled()).isTrue();
    assertThat(refresh.getRefreshPeriod()).isEqualTo(Duration.ofSeconds(3));
    assertThat(refresh.useDynamicRefreshSources()).isTrue();
  }

  @Test
  void theConnectionForClaimsLooksAtTheClusterAsTheApplicationSays() {
    ClusterTopologyRefreshOptions refresh =
        refresh(
            dedicated(
                "spring.data.redis.cluster.nodes=c1:7000",
                "spring.data.redis.lettuce.cluster.refresh.period=7s",
                "spring.data.redis.lettuce.cluster.refresh.dynamic-refresh-sources=false"));
    assertThat(refresh.getRefreshPeriod()).isEqualTo(Duration.ofSeconds(7));
    assertThat(refresh.useDynamicRefreshSources()).isFalse();
    assertThat(refresh.getAdaptiveRefreshTriggers()).isNotEmpty();
  }

  private static ClusterTopologyRefreshOptions refresh(Dedicated dedicated) {
    return ((ClusterClientOptions) options(dedicated.client())).getTopologyRefreshOptions();
  }

  @Test
  void theConnectionForClaimsHearsOfANewMaster() {
    assertThat(
            dedicated(
                    "spring.data.redis.sentinel.master=m",
                    "spring.data.redis.sentinel.nodes=s1:26379")
                .client()
                .getReadFrom())
        .contains(ReadFrom.UPSTREAM);
  }

  /** The factory's own getters name localhost for all of these. */
  static Stream<Arguments> placesOfAnyKind() {
    var replicated = new RedisStaticMasterReplicaConfiguration("r1", 7001);
    replicated.addNode("r2", 7002);
    return Stream.of(
        arguments(new RedisStandaloneConfiguration("redis.example", 7000), "redis.example:7000"),
        arguments(new RedisSocketConfiguration("/run/redis.sock"), "/run/redis.sock"),
        arguments(replicated, "[r1:7001, r2:7002]"));
  }

  @ParameterizedTest
  @MethodSource("placesOfAnyKind")
  void theConnectionForClaimsGoesWhereTheApplicationsOwnFactoryGoes(
      RedisConfiguration place, String description) {
    application
        .withBean(LettuceConnectionFactory.class, () -> new LettuceConnectionFactory(place))
        .withPropertyValues("spring.data.redis.host=ignored.example")
        .run(
            context -> {
              assertThat(DedicatedRedis.place(context.getBean(LettuceConnectionFactory.class)))
                  .isSameAs(place);
              assertThat(context.getBean(ClaimStore.class).description())
                  .isEqualTo("Redis at " + description);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class RouteThatClaims {
    @Bean
    List<IdempotentRepository> repositoriesOfARoute(ClaimIdempotentRepository claims) {
      return List.of(claims);
    }
  }

  @Test
  void anApplicationWithoutRoutesThatClaimGetsNoFile() {
    application.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(file()).doesNotExist();
          assertThat(context.getBean(ClaimIdempotentRepository.class)).isNotNull();
          assertThat(file()).exists();
        });
  }

  @Test
  void aClaimsFileInUseStopsStartUpWithTheNameOfTheProperty() {
    ClaimTimes times = new ClaimTimes(Duration.ofSeconds(60), Duration.ofDays(7));
    try (ClaimStore other =
        new LocalClaimStore(file(), times, Duration.ofSeconds(2), false, Clock.systemUTC())) {
      application
          .withUserConfiguration(RouteThatClaims.class)
          .run(
              context -> {
                assertThat(context).hasFailed();
                FailureAnalysis analysis =
                    new InvalidSettingFailureAnalyzer().analyze(context.getStartupFailure());
                assertThat(analysis.getDescription())
                    .contains(file().toString())
                    .contains("locked");
                assertThat(analysis.getAction())
                    .contains("webhooks.claims.file")
                    .contains("REDIS_URL");
              });
      other.ping();
    }
  }

  @Test
  void aClosedApplicationLeavesTheFileToOthers() {
    application.run(context -> context.getBean(ClaimStore.class).ping());
    application.run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void aClosedApplicationLeavesNoThreads() {
    try (RedisProcess redis = RedisProcess.onFreePort()) {
      Set<Thread> before = threads();
      application
          .withUserConfiguration(RouteThatClaims.class)
          .withPropertyValues("spring.data.redis.url=redis://127.0.0.1:" + redis.port())
          .run(
              context -> {
                context.getBean(ClaimStore.class).ping();
                assertThat(started(before)).anyMatch(name -> name.startsWith("lettuce"));
                assertThat(started(before)).contains("webhook-claims");
              });
      await()
          .untilAsserted(
              () ->
                  assertThat(started(before))
                      .noneMatch(name -> name.startsWith("lettuce") || name.startsWith("webhook")));
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  private static Set<String> started(Set<Thread> before) {
    return threads().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
