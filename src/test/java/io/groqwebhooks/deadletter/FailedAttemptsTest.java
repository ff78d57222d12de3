package io.groqwebhooks.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.OriginalEvent;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged of a step that failed. */
class FailedAttemptsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("webhooks.attempt");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    camel.stop();
  }

  private String lineOf(Exception failure) throws Exception {
    camel.getRegistry().bind("webhookAttempts", new FailedAttempts());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(
                defaultErrorHandler()
                    .onExceptionOccurred(new FailedAttempts())
                    .logExhausted(false));
            from("direct:in")
                .routeId("acme")
                .process(OriginalEvent::of)
                .process(
                    exchange -> {
                      throw failure;
                    });
          }
        });
    camel.start();
    Map<String, Object> headers =
        Map.of(EventHeaders.SOURCE, "groq", EventHeaders.ID, "evt_1", EventHeaders.TYPE, "a.b");
    Exchange exchange =
        camel
            .createProducerTemplate()
            .send("direct:in", sent -> sent.getMessage().getHeaders().putAll(headers));
    assertThat(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT)).isSameAs(failure);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getThrowableProxy()).isNull();
    return lines.list.get(0).getFormattedMessage();
  }

  @Test
  void systemThatIsAwayIsToldByWhatItIs() throws Exception {
    assertThat(lineOf(new IOException("no answer", new ConnectException("refused"))))
        .isEqualTo("groq a.b evt_1: attempt 1 failed in route acme: IOException: no answer");
  }

  @Test
  void faultOfHandlerIsToldByTheLineThatThrewIt() throws Exception {
    assertThat(lineOf(new RuntimeCamelException("outer", new IllegalStateException("inner"))))
        .startsWith(
            "groq a.b evt_1: attempt 1 failed in route acme: RuntimeCamelException: outer, caused by"
                + " IllegalStateException: inner at "
                + FailedAttemptsTest.class.getName()
                + ".faultOfHandlerIsToldByTheLineThatThrewIt(FailedAttemptsTest.java:");
  }

  @Test
  void bodyIsNotShownThoughCamelsMessagesHoldIt() throws Exception {
    assertThat(
            lineOf(
                new RuntimeCamelException(
                    new TypeConversionException(
                        "confidential", Integer.class, new NumberFormatException("confidential")))))
        .doesNotContain("confidential")
        .contains("no java.lang.Integer can be made of a java.lang.String");
  }

  @Test
  void payloadIsNotShownThoughCamelsMessageHoldsIt() throws Exception {
    Exchange exchange = camel.getEndpoint("direct:in").createExchange();
    exchange.getMessage().setBody("confidential");
    assertThat(lineOf(new InvalidPayloadException(exchange, Integer.class)))
        .endsWith("InvalidPayloadException: the body is no java.lang.Integer");
  }
}
