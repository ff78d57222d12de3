package io.groqwebhooks.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.event.EventHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The repository in a route of its kind, with a handler for each way that a handler can end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimIdempotentRepositoryTest {

  private ScriptedStore store;
  private ClaimLeases leases;
  private DefaultCamelContext camel;

  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicReference<ClaimState> afterTheConsumer = new AtomicReference<>();
  private volatile CountDownLatch finish = new CountDownLatch(1);
  private String id = "";
  private int number;

  @BeforeEach
  void next() {
    id = "evt_" + ++number;
    handled.set(0);
    finish = new CountDownLatch(1);
  }

  @AfterEach
  void letHandlersFinish() {
    finish.countDown();
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    store = new ScriptedStore(folder, Duration.ofSeconds(60));
    leases = new ClaimLeases(store, Duration.ofSeconds(60));
    ClaimIdempotentRepository claims = new ClaimIdempotentRepository(leases);
    camel = new DefaultCamelContext();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(defaultErrorHandler().logExhausted(false));
            onException(IllegalArgumentException.class).handled(true).process(e -> {});
            from("direct:events")
                .idempotentConsumer(header(EventHeaders.ID), claims)
                .completionEager(true)
                .process(e -> handled.incrementAndGet())
                .toD("direct:${header.handler}")
                .end()
                .process(e -> afterTheConsumer.set(elsewhere(e)));

            from("direct:succeeds").log("handled");
            from("direct:fails").throwException(IllegalStateException.class, "broken");
            from("direct:failsHandled").throwException(IllegalArgumentException.class, "broken");
            from("direct:rollsBack").markRollbackOnly();
            from("direct:rollsBackLast").markRollbackOnlyLast();
            from("direct:stops").stop();
            from("direct:waits").process(e -> finish.await());
            from("direct:splits").split(body()).to("direct:succeeds");
            from("direct:splitsAndAggregates")
                .split(body(), new UseLatestAggregationStrategy())
                .parallelProcessing()
                .to("direct:succeeds");
            from("direct:splitFails")
                .split(body(), new UseLatestAggregationStrategy())
                .stopOnException()
                .to("direct:fails");
            from("direct:multicasts")
                .multicast(new UseLatestAggregationStrategy())
                .parallelProcessing()
                .to("direct:succeeds", "direct:stops");
            from("direct:handsOver").to("seda:later?pollTimeout=20&waitForTaskToComplete=Never");
            from("direct:waitsForOther")
                .to("seda:failing?pollTimeout=20&waitForTaskToComplete=Always");
            from("direct:wiretaps").wireTap("seda:later?pollTimeout=20");
            from("direct:removesEverything").removeHeaders("*").setBody(constant(""));
            from("direct:removesProperties").removeProperties("*");
            from("seda:later?pollTimeout=20").process(e -> finish.await());
            from("seda:failing?pollTimeout=20").to("direct:fails");
            from("direct:again")
                .idempotentConsumer(simple("nested-${header.WebhookEventId}"), claims)
                .completionEager(true)
                .to("direct:succeeds");
          }
        });
    camel.start();
  }

  @AfterAll
  void stop() {
    camel.stop();
    leases.close();
    store.close();
  }

  private static String key(Object id) {
    return "groq:event:" + id;
  }

  /** What another process would be told. */
  private ClaimState elsewhere(Exchange exchange) {
    Claim other = new Claim(key(exchange.getMessage().getHeader(EventHeaders.ID)), "other");
    ClaimState state = store.claim(other);
    store.release(other);
    return state;
  }

  private ClaimState stateOf(String id) {
    Claim other = new Claim(key(id), "other");
    ClaimState state = store.claim(other);
    store.release(other);
    return state;
  }

  private Exchange deliver(String id, String handler) {
    return camel
        .createFluentProducerTemplate()
        .withHeaders(Map.of(EventHeaders.SOURCE, "groq", EventHeaders.ID, id, "handler", handler))
        .withBody(List.of("a", "b", "c"))
        .to("direct:events")
        .send();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "succeeds",
        "stops",
        "splits",
        "splitsAndAggregates",
        "multicasts",
        "handsOver",
        "wiretaps",
        "removesEverything",
        "removesProperties",
        "again"
      })
  void whatEndsWellIsConfirmed(String handler) {
    Exchange exchange = deliver(id, handler);
    assertThat(exchange.getException()).isNull();
    assertThat(ClaimIdempotentRepository.isDuplicate(exchange)).isFalse();
    assertThat(stateOf(id)).isEqualTo(ClaimState.DONE);
    assertThat(leases.inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fails",
        "failsHandled",
        "rollsBack",
        "rollsBackLast",
        "splitFails",
        "waitsForOther",
        "unknown?block=false"
      })
  void whatFailsIsReleased(String handler) {
    Exchange unused = deliver(id, handler);
    assertThat(stateOf(id)).isEqualTo(ClaimState.NEW);
    assertThat(leases.inFlight()).isZero();

    assertThat(deliver(id, "succeeds").getException()).isNull();
    assertThat(handled).hasValue(2);
    assertThat(stateOf(id)).isEqualTo(ClaimState.DONE);
  }

  @Test
  void anEventIsConfirmedBeforeTheSenderIsAnswered() {
    Exchange unused = deliver(id, "succeeds");
    assertThat(afterTheConsumer).hasValue(ClaimState.DONE);
  }

  @Test
  void aDuplicateIsFlaggedAndNotHandled() {
    Exchange unused = deliver(id, "succeeds");
    Exchange second = deliver(id, "succeeds");
    assertThat(ClaimIdempotentRepository.isDuplicate(second)).isTrue();
    assertThat(second.getException()).isNull();
    assertThat(handled).hasValue(1);
  }

  @Test
  void anEventInProgressIsRefusedAndKeepsItsClaim() throws Exception {
    Thread first =
        new Thread(
            () -> {
              Exchange unused = deliver(id, "waits");
            });
    first.start();
    await().until(() -> handled.get() == 1);

    Exchange second = deliver(id, "succeeds");
    assertThat(second.getException()).isInstanceOf(EventInProgressException.class);
    assertThat(ClaimIdempotentRepository.isDuplicate(second)).isFalse();
    assertThat(stateOf(id)).isEqualTo(ClaimState.IN_FLIGHT);

    finish.countDown();
    first.join();
    assertThat(stateOf(id)).isEqualTo(ClaimState.DONE);
    assertThat(handled).hasValue(1);
  }

  @Test
  void anUnavailableStoreRefusesTheEvent() {
    store.away = ScriptedStore.Away.NOTHING_ARRIVES;
    Exchange exchange = deliver(id, "succeeds");
    store.away = ScriptedStore.Away.NOT;
    assertThat(exchange.getException()).isInstanceOf(ClaimsUnavailableException.class);
    assertThat(handled).hasValue(0);
  }

  @Test
  void equalIdsOfDifferentSourcesAreDifferentEvents() {
    Processor other =
        exchange -> {
          exchange.getMessage().setBody(List.of());
          exchange
              .getMessage()
              .setHeaders(
                  new HashMap<>(
                      Map.of(
                          EventHeaders.SOURCE,
                          "other",
                          EventHeaders.ID,
                          "evt_1",
                          "handler",
                          "succeeds")));
        };
    Exchange unused = deliver(id, "succeeds");
    Exchange second =
        camel.createFluentProducerTemplate().withProcessor(other).to("direct:events").send();
    assertThat(ClaimIdempotentRepository.isDuplicate(second)).isFalse();
    assertThat(handled).hasValue(2);
  }

  @Test
  void aMessageThatIsNoEventIsRefusedWithTheHeadersName() {
    Exchange exchange =
        camel
            .createFluentProducerTemplate()
            .withHeader(EventHeaders.ID, id)
            .to("direct:events")
            .send();
    assertThat(handled).hasValue(0);
    assertThat(stateOf(id)).isEqualTo(ClaimState.NEW);
    assertThat(exchange.getAllProperties().get(Exchange.EXCEPTION_CAUGHT))
        .isInstanceOfSatisfying(
            IllegalArgumentException.class,
            e -> assertThat(e).hasMessageContaining(EventHeaders.SOURCE));
  }

  @Test
  void whatCannotBeAtomicIsNotOffered() {
    ClaimIdempotentRepository claims = new ClaimIdempotentRepository(leases);
    assertThatThrownBy(() -> claims.add("evt_1")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> claims.contains("evt_1"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("eager");
    assertThatThrownBy(() -> claims.remove("evt_1"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> claims.confirm("evt_1"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(claims::clear).isInstanceOf(UnsupportedOperationException.class);
  }
}
