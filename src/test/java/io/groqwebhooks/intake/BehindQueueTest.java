package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.OriginalEvent;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who waits for an exchange, by where it began, what it carries, and whether it is to be answered.
 */
class BehindQueueTest {

  private final DefaultCamelContext camel = new DefaultCamelContext();

  @ParameterizedTest
  @CsvSource({
    // A queue's message is nobody's to wait for, whatever it is.
    "seda:events,        event,   InOnly, true",
    "seda:events,        nothing, InOnly, true",
    // Whoever sent it into the queue waits for an answer.
    "seda:events,        event,   InOut,  false",
    // Consumers that are no queues: of an event the queue has let go, of anything else nobody has.
    "timer:tick,         nothing, InOnly, false",
    "file:in,            nothing, InOnly, false",
    "file:in,            event,   InOnly, true",
    // Somebody in this process, or an HTTP client, waits.
    "direct:handler,     event,   InOnly, false",
    "platform-http:/own, event,   InOnly, false",
    "platform-http:/own, nothing, InOut,  false"
  })
  void anExchangeDecidesForItself(
      String uri, String carries, ExchangePattern pattern, boolean behindQueue) {
    Exchange exchange = new From(uri).createExchange(pattern);
    if (carries.equals("event")) {
      exchange
          .getMessage()
          .setHeaders(
              Map.of(EventHeaders.SOURCE, "s", EventHeaders.ID, "evt_1", EventHeaders.TYPE, "t"));
      assertThat(OriginalEvent.of(exchange)).isNotNull();
    }
    assertThat(new BehindQueue().matches(exchange)).isEqualTo(behindQueue);
  }

  /** An endpoint of which nothing counts but its address. */
  private final class From extends DefaultEndpoint {

    From(String uri) {
      super(uri, null);
      setCamelContext(camel);
    }

    @Override
    public org.apache.camel.Producer createProducer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public org.apache.camel.Consumer createConsumer(org.apache.camel.Processor processor) {
      throw new UnsupportedOperationException();
    }
  }
}
