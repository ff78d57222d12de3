package io.groqwebhooks.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.autoconfigure.BoundSettings;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.settings.WebhookSettings;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.client.impl.ClientSessionFactoryInternal;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.mock.env.MockEnvironment;

/** Events with subjects in a queue, with real consumers and a real broker. */
class LaneConsumersTest {

  private static final String QUEUE = "events";
  private static final int AT_ONCE = 3;
  private static final WebhookSettings SETTINGS =
      BoundSettings.of(
          new MockEnvironment()
              .withProperty("webhooks.sources.groq.dispatch", "jms:queue:" + QUEUE)
              .withProperty("webhooks.queue.concurrency", "" + AT_ONCE));

  @TempDir private Path folder;

  private final Lanes lanes = Lanes.of(SETTINGS, UnaryOperator.identity());
  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * Starts the broker inside the receiver, or one elsewhere.
   *
   * @param known lanes that it is set up for; it makes others when they are needed
   */
  private void startBroker(Lanes known) throws Exception {
    Configuration configuration =
        BrokerIn.folder(folder)
            .addAcceptorConfiguration("vm", "vm://39")
            .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:0");
    new EmbeddedBroker(known).customize(configuration);
    broker.setConfiguration(configuration).start();
  }

  @AfterEach
  void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    broker.stop();
  }

  private CamelContext receiver(Processor handler) throws Exception {
    return receiver(Duration.ofMinutes(1), handler);
  }

  private CamelContext receiver(Duration turn, Processor handler) throws Exception {
    CachingConnectionFactory connections =
        new CachingConnectionFactory(new ActiveMQConnectionFactory("vm://39"));
    opened.push(connections::destroy);
    LanedQueues jms = new LanedQueues(lanes);
    new QueueConfiguration().receiverJms(SETTINGS, lanes).configure("jms", jms);
    jms.setConnectionFactory(
        (OneConnectionAtATime)
            new ConnectionFactoryBounds(() -> SETTINGS)
                .postProcessAfterInitialization(connections, "jmsConnectionFactory"));
    jms.setMessageListenerContainerFactory(each -> new LaneConsumers(each, lanes, turn));
    CamelContext camel = new DefaultCamelContext();
    camel.addComponent("jms", jms);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("jms:queue:" + QUEUE).process(handler);
          }
        });
    opened.push(camel);
    camel.start();
    return camel;
  }

  private static void send(CamelContext camel, String subject, int number) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SOURCE, "groq");
    headers.put(EventHeaders.ID, subject + number);
    if (!subject.isEmpty()) {
      headers.put(EventHeaders.SUBJECT, subject);
    }
    camel
        .createProducerTemplate()
        .sendBodyAndHeaders("jms:queue:" + QUEUE, new byte[] {1}, headers);
  }

  @Test
  void asManyEventsAreHandledAtOnceAsConfiguredWhereverTheyWait() throws Exception {
    startBroker(lanes);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger handled = new AtomicInteger();
    CountDownLatch sent = new CountDownLatch(1);
    CyclicBarrier together = new CyclicBarrier(AT_ONCE);
    CamelContext camel =
        receiver(
            exchange -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              sent.await();
              together.await();
              now.decrementAndGet();
              handled.incrementAndGet();
            });
    int each = 10 * AT_ONCE;
    for (int i = 0; i < each; i++) {
      send(camel, "subject" + i, i);
      send(camel, "", i);
    }
    sent.countDown();

    await().until(() -> handled.get() == 2 * each);
    assertThat(most).hasValue(AT_ONCE);
  }

  @Test
  void anEventThatWasRolledBackComesAgainBeforeThoseBehindIt() throws Exception {
    startBroker(lanes);
    List<String> seen = new CopyOnWriteArrayList<>();
    CountDownLatch sent = new CountDownLatch(1);
    CamelContext camel =
        receiver(
            exchange -> {
              sent.await();
              seen.add(exchange.getMessage().getHeader(EventHeaders.ID, String.class));
              if (seen.size() < 3) {
                throw new IllegalStateException("twice");
              }
            });
    for (int i = 0; i < 5; i++) {
      send(camel, "a", i);
    }
    sent.countDown();

    assertThat(lanes.all().map(broker.getActiveMQServer().getAddressSettingsRepository()::getMatch))
        .allMatch(lane -> lane.getRedeliveryDelay() == 0);
    await().until(() -> seen.size() == 7);
    assertThat(seen).containsExactly("a0", "a0", "a0", "a1", "a2", "a3", "a4");
  }

  @Test
  void receiversHandOverTheirLanes() throws Exception {
    startBroker(lanes);
    AtomicInteger byFirst = new AtomicInteger();
    AtomicInteger bySecond = new AtomicInteger();
    List<String> handled = new CopyOnWriteArrayList<>();
    Duration turn = Duration.ofMillis(200);
    CamelContext camel = receiver(turn, exchange -> byFirst.incrementAndGet());
    // It has every lane by now.
    IntStream.range(0, 100).forEach(i -> send(camel, "subject" + i, 0));
    await().until(() -> byFirst.get() == 100);
    receiver(
        turn,
        exchange -> {
          handled.add(exchange.getMessage().getHeader(EventHeaders.ID, String.class));
          bySecond.incrementAndGet();
        });

    AtomicInteger next = new AtomicInteger();
    await()
        .until(
            () -> {
              send(camel, "subject", next.incrementAndGet());
              return bySecond.get() > 0;
            });
    int before = byFirst.get();
    await()
        .until(
            () -> {
              send(camel, "subject", next.incrementAndGet());
              return byFirst.get() > before;
            });
    await().until(() -> byFirst.get() + bySecond.get() == 100 + next.get());
    assertThat(handled)
        .isSortedAccordingTo((one, other) -> Integer.compare(number(one), number(other)));
  }

  /** Artemis gives each lane to one receiver, and that it is busy is nothing it knows of. */
  @Test
  void whatAReceiverHasNoHandlerForIsHandledInOrderByAnother() throws Exception {
    startBroker(lanes);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger stuck = new AtomicInteger();
    CamelContext busy =
        receiver(
            exchange -> {
              stuck.incrementAndGet();
              end.await();
            });
    int each = 50;
    Set<String> used = new HashSet<>();
    for (int number = 0; number < 3; number++) {
      for (int i = 0; i < each; i++) {
        send(busy, "subject" + i + "-", number);
        send(busy, "", i);
        used.add(lane("subject" + i + "-"));
      }
    }
    await().until(() -> stuck.get() == AT_ONCE);
    Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
    receiver(
        exchange -> {
          String id = exchange.getMessage().getHeader(EventHeaders.ID, String.class);
          String subject = exchange.getMessage().getHeader(EventHeaders.SUBJECT, "", String.class);
          handled
              .computeIfAbsent(subject, any -> new CopyOnWriteArrayList<>())
              .add(Integer.parseInt(id.substring(subject.length())));
        });
    opened.push(end::countDown);

    await()
        .until(
            () ->
                handled.keySet().stream()
                        .map(this::lane)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                    >= used.size() - AT_ONCE);
    await().until(() -> handled.getOrDefault("", List.of()).size() >= 3 * each - AT_ONCE);
    handled.remove("");
    await().until(() -> handled.values().stream().allMatch(numbers -> numbers.size() == 3));
    assertThat(handled.values()).allMatch(List.of(0, 1, 2)::equals);
    assertThat(stuck).hasValue(AT_ONCE);
  }

  private @Nullable String lane(String subject) {
    return lanes.of(QUEUE, subject.isEmpty() ? null : "groq:" + subject);
  }

  /** It looks for events with a handler's permit then, and must give each back. */
  @Test
  void aReceiverThatWasBusyHandlesAsManyAtOnceAsBefore() throws Exception {
    startBroker(lanes);
    AtomicReference<CountDownLatch> busy = new AtomicReference<>(new CountDownLatch(1));
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CamelContext camel =
        receiver(
            exchange -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              begun.incrementAndGet();
              busy.get().await();
              now.decrementAndGet();
            });
    int each = 30;
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < each; i++) {
        send(camel, "subject" + i, round);
      }
      int before = 2 * each * (round - 1);
      for (int i = 0; i < each; i++) {
        send(camel, "", i);
      }
      await().until(() -> begun.get() == before + AT_ONCE);
      // What it has in hand beside these comes back.
      await().until(() -> delivering() == AT_ONCE);
      busy.getAndSet(new CountDownLatch(0)).countDown();
      await().until(() -> now.get() == 0 && begun.get() == before + 2 * each);
      busy.set(new CountDownLatch(1));
    }
    busy.get().countDown();
    assertThat(most).hasValue(AT_ONCE);
  }

  /** How many messages consumers have in hand. */
  private int delivering() {
    return Stream.concat(Stream.of(QUEUE), lanes.all())
        .map(broker.getActiveMQServer()::locateQueue)
        .filter(Objects::nonNull)
        .mapToInt(Queue::getDeliveringCount)
        .sum();
  }

  @Test
  void aReceiverThatStopsLeavesItsLanesToAnother() throws Exception {
    startBroker(lanes);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    CamelContext stopping =
        receiver(
            exchange -> {
              begun.incrementAndGet();
              if ("slow0".equals(exchange.getMessage().getHeader(EventHeaders.ID))) {
                end.await();
              }
            });
    List<String> subjects =
        IntStream.range(0, 50)
            .mapToObj(i -> "subject" + i)
            .filter(subject -> !Objects.equals(lane(subject), lane("slow")))
            .toList();
    // From now on its lanes are its own.
    subjects.forEach(subject -> send(stopping, subject, 0));
    await().until(() -> begun.get() == subjects.size());
    send(stopping, "slow", 0);
    await().until(() -> begun.get() == subjects.size() + 1);
    AtomicInteger byOther = new AtomicInteger();
    CamelContext other = receiver(exchange -> byOther.incrementAndGet());
    opened.push(end::countDown);
    Thread stop = new Thread(stopping::stop);
    stop.start();
    await().until(() -> stopping.isStopping());
    await()
        .until(
            () -> {
              int before = begun.get();
              subjects.forEach(subject -> send(other, subject, 1));
              return begun.get() == before;
            });

    await().until(() -> byOther.get() >= subjects.size());
    assertThat(stop.isAlive()).isTrue();
    end.countDown();
    stop.join();
  }

  @Test
  void onlyEventsInLanesAreInAGroupUnlessARouteHasChosenOne() throws Exception {
    startBroker(lanes);
    List<String> groups = new CopyOnWriteArrayList<>();
    CamelContext camel =
        receiver(
            each -> groups.add(each.getMessage().getHeader(MessageGroup.PROPERTY, String.class)));
    Map<String, Object> headers = Map.of(EventHeaders.SOURCE, "groq", EventHeaders.SUBJECT, "a");
    ProducerTemplate template = camel.createProducerTemplate();
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setHeaders(new HashMap<>(headers));
    exchange.getMessage().setBody("{}");

    template.send("jms:queue:" + QUEUE, exchange);
    template.send("jms:queue:billing", exchange);
    template.sendBodyAndHeader("jms:queue:billing", "", MessageGroup.PROPERTY, "chosen");

    await().untilAsserted(() -> assertThat(groups).containsExactly("groq:a"));
    assertThat(groupOfNext(camel)).isEmpty();
    assertThat(groupOfNext(camel)).hasValue("chosen");
  }

  private static Optional<String> groupOfNext(CamelContext camel) {
    Exchange next = camel.createConsumerTemplate().receive("jms:queue:billing", 10_000);
    return Optional.ofNullable(next.getMessage().getHeader(MessageGroup.PROPERTY, String.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "selector=a='b'",
        "acknowledgementModeName=AUTO_ACKNOWLEDGE",
        "asyncConsumer=true",
        "cacheLevelName=CACHE_SESSION"
      })
  void optionsByWhichEventsWouldBeLostOrLeftAreRefused(String option) throws Exception {
    startBroker(lanes);
    CamelContext camel = receiver(exchange -> {});
    RouteBuilder route =
        new RouteBuilder() {
          @Override
          public void configure() {
            from("jms:queue:" + QUEUE + "?" + option).to("log:part");
          }
        };
    assertThatThrownBy(() -> camel.addRoutes(route))
        .hasStackTraceContaining("queue events")
        .hasStackTraceContaining("option " + option.substring(0, 8));
  }

  /**
   * Were it sent together with the consumed event, in one transaction, it would be lost with a
   * receiver that is killed in between: the claim of the event tells by then that it is done.
   */
  @Test
  void whatAHandlerSendsIsKeptBeforeItsEventIsDone() throws Exception {
    startBroker(lanes);
    AtomicReference<@Nullable Exchange> kept = new AtomicReference<>();
    CountDownLatch handled = new CountDownLatch(1);
    CamelContext camel =
        receiver(
            exchange -> {
              CamelContext here = exchange.getContext();
              here.createProducerTemplate().sendBody("jms:queue:billing", "sent");
              kept.set(here.createConsumerTemplate().receive("jms:queue:billing", 10_000));
              handled.countDown();
            });

    send(camel, "", 1);

    handled.await();
    assertThat(kept.get()).isNotNull();
  }

  /** A handler may ask other queues, as {@code pollEnrich} does. */
  @Test
  void anEventComesAgainWhoseHandlerFailsAfterItReceivedSomethingElse() throws Exception {
    startBroker(lanes);
    AtomicInteger attempts = new AtomicInteger();
    CamelContext camel =
        receiver(
            exchange -> {
              CamelContext here = exchange.getContext();
              here.createProducerTemplate().sendBody("jms:queue:billing", "sent");
              assertThat(here.createConsumerTemplate().receive("jms:queue:billing", 10_000))
                  .isNotNull();
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("fails once");
              }
            });

    send(camel, "", 1);

    await().until(() -> attempts.get() == 2);
  }

  private static int number(String id) {
    return Integer.parseInt(id.replaceAll("\\D", ""));
  }

  /**
   * Several lanes, because it is with the second that Artemis is late to take a message back. With
   * queues that are not exclusive this fails for most lanes.
   */
  @Test
  void whatAKilledReceiverHadInHandComesBeforeWhatIsBehindIt() throws Exception {
    startBroker(new Lanes(Set.of()));
    ActiveMQConnectionFactory connections =
        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port());
    opened.push(connections);
    connections.setConsumerWindowSize(0);
    connections.setReconnectAttempts(0);
    ActiveMQConnection killed = (ActiveMQConnection) connections.createConnection();
    Map<String, MessageConsumer> inHand = consumers(killed);
    Connection other = connections.createConnection();
    opened.push(other);
    fill(other);
    for (MessageConsumer consumer : inHand.values()) {
      assertThat(number(consumer.receive(5000))).isZero();
    }

    ExecutorService threads = Executors.newCachedThreadPool();
    opened.push(threads::shutdownNow);
    Map<String, Future<Integer>> first = new HashMap<>();
    consumers(other)
        .forEach(
            (lane, consumer) ->
                first.put(lane, threads.submit(() -> number(consumer.receive(20_000)))));
    ((ClientSessionFactoryInternal) killed.getSessionFactory())
        .getConnection()
        .getTransportConnection()
        .forceClose();

    for (Future<Integer> number : first.values()) {
      assertThat(number.get()).isZero();
    }
  }

  /** Puts events with the numbers 0 to 9 into each lane. */
  private void fill(Connection connection) throws Exception {
    Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
    for (String lane : lanes.of(QUEUE)) {
      MessageProducer producer = session.createProducer(destination(session, lane));
      for (int number = 0; number < 10; number++) {
        BytesMessage message = session.createBytesMessage();
        message.setStringProperty("JMSXGroupID", lane);
        message.setIntProperty("number", number);
        producer.send(message);
      }
    }
    session.commit();
  }

  private static int number(Message message) throws JMSException {
    return message == null ? -1 : message.getIntProperty("number");
  }

  private int port() {
    return ((NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor("tcp"))
        .getActualPort();
  }

  private Map<String, MessageConsumer> consumers(Connection connection) throws Exception {
    connection.start();
    Map<String, MessageConsumer> consumers = new HashMap<>();
    for (String lane : lanes.of(QUEUE)) {
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      Destination destination = destination(session, lane);
      session.createProducer(destination).close();
      consumers.put(lane, session.createConsumer(destination));
    }
    return consumers;
  }

  private Destination destination(Session session, String lane) throws JMSException {
    return new LaneDestinations(lanes).resolveDestinationName(session, lane, false);
  }
}
