package io.groqwebhooks.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.intake.ReadEnvelope;
import io.groqwebhooks.intake.VerifySignature;
import io.groqwebhooks.observe.EventMdc;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.WebhookSources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dead letters in an application that has not told Camel to keep original messages, and whose
 * handlers change all that they can of an event before they fail.
 */
class WriteDeadLetterTest {

  private static final String SECRET = "whsec_original";

  /** Not what a JSON library would write. */
  private static final byte[] BODY =
      utf8("{\"id\" : \"evt_1\",\r\n \"type\":\"resource.created\",\"created\":1700000000 }\n");

  private static final Map<String, Object> EVENT =
      Map.of(
          EventHeaders.SOURCE, "groq",
          EventHeaders.ID, "evt_1",
          EventHeaders.TYPE, "resource.created",
          EventHeaders.CREATED, "2023-11-14T22:13:20Z",
          EventHeaders.RECEIVED_AT, "2023-11-14T22:13:21.123Z");

  private static final Processor SPOIL =
      exchange -> {
        exchange.getMessage().getBody(String.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(EventHeaders.SOURCE, "spoilt");
        exchange.getMessage().setHeader(EventHeaders.ID, "spoilt");
        exchange.getMessage().setHeader("CamelFileName", "spoilt");
        exchange.getMessage().setBody("spoilt");
        exchange.removeProperties("Webhook*");
      };

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> kept = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws IOException {
    camel.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private abstract static class Routes extends RouteBuilder {

    private final List<DeadLetterListener> listeners;

    Routes(DeadLetterListener... listeners) {
      this.listeners = List.of(listeners);
    }

    @Override
    public void configure() {
      errorHandler(defaultErrorHandler().logExhausted(false));
      onException(Throwable.class)
          .handled(true)
          .process(new WriteDeadLetter(listeners))
          .to("mock:dead-letters");
      add();
      from("direct:handler")
          .process(SPOIL)
          .throwException(IllegalStateException.class, "spoilt by the handler");
    }

    abstract void add();
  }

  private void start(Routes routes) throws Exception {
    camel.addRoutes(routes);
    camel.start();
  }

  private void nameEventsInTheMdc() {
    camel.getCamelContextExtension().addInterceptStrategy(new EventMdc());
  }

  private Exchange send(String endpoint, @Nullable Object body, Map<String, Object> headers) {
    return camel
        .createFluentProducerTemplate()
        .to(endpoint)
        .withBody(body)
        .withHeaders(new HashMap<>(headers))
        .send();
  }

  private Exchange kept() throws Exception {
    MockEndpoint deadLetters = camel.getEndpoint("mock:dead-letters", MockEndpoint.class);
    deadLetters.expectedMessageCount(1);
    deadLetters.assertIsSatisfied();
    return deadLetters.getExchanges().get(0);
  }

  private DeadLetter deadLetter() throws Exception {
    return DeadLetter.fromJson(kept().getMessage().getBody(byte[].class));
  }

  private static void assertAsItCame(DeadLetter deadLetter) {
    assertThat(deadLetter.body()).isEqualTo(BODY);
    assertThat(deadLetter.source()).isEqualTo("groq");
    assertThat(deadLetter.id()).isEqualTo("evt_1");
    assertThat(deadLetter.type()).isEqualTo("resource.created");
    assertThat(deadLetter.created()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(Instant.parse(deadLetter.receivedAt())).isBeforeOrEqualTo(Instant.now());
    assertThat(deadLetter.errorMessage()).isEqualTo("spoilt by the handler");
  }

  private static final String SECRETS = "webhooks.sources.groq.secrets";

  private static final class Steps {
    final VerifySignature verify = new VerifySignature();
    final ReadEnvelope read = new ReadEnvelope();
  }

  private Steps steps() {
    camel
        .getRegistry()
        .bind(
            "webhookSources",
            WebhookSources.of(
                new SettingsReader(name -> name.equals(SECRETS) ? SECRET : null, List.of(SECRETS))
                    .read()));
    camel
        .getRegistry()
        .bind(
            "webhookIntake",
            new Intake(
                new Admission(1, 1, 1), new DeliveryListeners(List.of()), Duration.ofSeconds(1)));
    Steps steps = new Steps();
    steps.verify.setSource("groq");
    steps.read.setSource("groq");
    return steps;
  }

  private void startInTheRequest() throws Exception {
    Steps steps = steps();
    start(
        new Routes() {
          @Override
          void add() {
            from("direct:intake").process(steps.verify).process(steps.read).to("direct:handler");
          }
        });
  }

  private static Map<String, Object> signed() {
    return new HashMap<>(
        new SignatureSigner(Sender.named("groq").scheme(), Secret.of(SECRET))
            .sign("evt_1", BODY, Instant.now()));
  }

  @Test
  void eventIsKeptAsItCameInTheRequest() throws Exception {
    nameEventsInTheMdc();
    startInTheRequest();

    send("direct:intake", BODY, signed());

    assertAsItCame(deadLetter());
  }

  @Test
  void eventIsKeptAsItCameEvenWhereNobodyIntercepts() throws Exception {
    startInTheRequest();

    send("direct:intake", BODY, signed());

    assertAsItCame(deadLetter());
  }

  @Test
  void headersOfTheRequestAreNotTakenForThoseOfTheEvent() throws Exception {
    nameEventsInTheMdc();
    startInTheRequest();

    Map<String, Object> headers = signed();
    headers.put("webhookeventid", "forged");
    headers.put("webhooksource", "forged");
    send("direct:intake", BODY, headers);

    assertAsItCame(deadLetter());
  }

  private void startBehindAQueue() throws Exception {
    start(
        new Routes() {
          @Override
          void add() {
            from("seda:queue").to("direct:handler");
          }
        });
  }

  @Test
  void eventIsKeptAsItCameOutOfAQueue() throws Exception {
    nameEventsInTheMdc();
    startBehindAQueue();

    send("seda:queue", BODY, EVENT);

    assertAsItCame(deadLetter());
  }

  @Test
  void eventIsKeptAsItCameOutOfAQueueAsAStream() throws Exception {
    nameEventsInTheMdc();
    startBehindAQueue();

    send("seda:queue", new ByteArrayInputStream(BODY), EVENT);

    assertAsItCame(deadLetter());
  }

  @Test
  void eventThatIsClaimedIsKeptAsItCameEvenWhereNobodyIntercepts(@TempDir Path folder)
      throws Exception {
    Duration lease = Duration.ofMinutes(1);
    try (ClaimStore store =
            new LocalClaimStore(
                folder.resolve("claims"),
                new ClaimTimes(lease, Duration.ofDays(7)),
                Duration.ofSeconds(2),
                false,
                Clock.systemUTC());
        ClaimLeases leases = new ClaimLeases(store, lease)) {
      ClaimIdempotentRepository claims = new ClaimIdempotentRepository(leases);
      start(
          new Routes() {
            @Override
            void add() {
              from("seda:queue")
                  .idempotentConsumer(header(EventHeaders.ID), claims)
                  .to("direct:handler");
            }
          });

      send("seda:queue", BODY, EVENT);

      assertAsItCame(deadLetter());
    }
  }

  @Test
  void copyOfTheExchangeHasTheEventToo() throws Exception {
    nameEventsInTheMdc();
    start(
        new Routes() {
          @Override
          void add() {
            from("direct:events").process(SPOIL).wireTap("direct:handler");
          }
        });

    send("direct:events", BODY, EVENT);

    assertAsItCame(deadLetter());
  }

  @Test
  void whatAHandlerMadeIsNeverKeptUnderTheSendersName() throws Exception {
    startBehindAQueue();

    send("seda:queue", BODY, EVENT);

    assertThat(deadLetter().source()).isEqualTo("unknown");
  }

  @Test
  void camelsOriginalMessageWillDoWhereThereIsOne() throws Exception {
    camel.setAllowUseOriginalMessage(true);
    startBehindAQueue();

    send("seda:queue", BODY, EVENT);

    assertAsItCame(deadLetter());
  }

  @Test
  void headersOfTheHandlerDoNotGoWithTheDeadLetter() throws Exception {
    nameEventsInTheMdc();
    startBehindAQueue();

    send("seda:queue", BODY, EVENT);

    Exchange exchange = kept();
    assertThat(exchange.getMessage().getHeaders())
        .containsOnlyKeys(
            EventHeaders.SOURCE,
            EventHeaders.ID,
            EventHeaders.TYPE,
            EventHeaders.CREATED,
            EventHeaders.RECEIVED_AT,
            Exchange.FILE_NAME,
            Exchange.CONTENT_TYPE)
        .containsEntry(EventHeaders.ID, "evt_1")
        .containsEntry(Exchange.FILE_NAME, deadLetter().fileName());
  }

  @Test
  void listenerThatThrowsDisturbsNobody() throws Exception {
    nameEventsInTheMdc();
    start(
        new Routes(
            source -> {
              throw new IllegalStateException("listener");
            },
            source -> {
              throw new StackOverflowError("listener");
            },
            deadLetter -> kept.add(deadLetter.source())) {
          @Override
          void add() {
            from("direct:events").to("direct:handler");
          }
        });

    Exchange exchange = send("direct:events", BODY, EVENT);

    assertThat(exchange.getException()).isNull();
    assertAsItCame(deadLetter());
    assertThat(kept).containsExactly("groq");
  }

  @Test
  void listenersAreNotToldOfADeadLetterThatCouldNotBeWritten() throws Exception {
    nameEventsInTheMdc();
    start(
        new Routes(deadLetter -> kept.add(deadLetter.source())) {
          @Override
          void add() {
            from("direct:events").to("direct:handler");
          }
        });
    camel
        .getEndpoint("mock:dead-letters", MockEndpoint.class)
        .whenAnyExchangeReceived(exchange -> exchange.setException(new IOException("disk full")));

    assertThat(send("direct:events", BODY, EVENT).getException()).hasMessage("disk full");
    assertThat(kept).isEmpty();
  }
}
