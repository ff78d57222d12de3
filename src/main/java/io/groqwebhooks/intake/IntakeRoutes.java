package io.groqwebhooks.intake;

import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.task.FatalError;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.PlatformHttpListener;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that Camel's HTTP component has, by their paths, to be called by the thread that
 * received a request.
 *
 * <p>Camel's own way to them takes the request's headers and body into the exchange before anything
 * is verified. On a servlet server it also leads through Spring MVC and on to a thread of another
 * pool, which costs as much as all that a route does with an event. Safe for use by several
 * threads.
 */
public final class IntakeRoutes implements PlatformHttpListener {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeRoutes.class);

  /** Where a message has the trace that it belongs to. */
  static final String TRACE_PARENT = "traceparent";

  /**
   * The only headers that a route's exchange begins with: the trace that the sender's request
   * belongs to, as W3C's Trace Context names them.
   */
  private static final String[] TRACE_CONTEXT = {TRACE_PARENT, "tracestate"};

  private final Map<String, DefaultConsumer> consumers = new ConcurrentHashMap<>();

  /** Where a route has begun since the start, be it away now. */
  private final Set<String> paths = ConcurrentHashMap.newKeySet();

  @Override
  public void registerHttpEndpoint(HttpEndpointModel endpoint) {
    if (endpoint.getConsumer() instanceof DefaultConsumer consumer) {
      String path = path(consumer);
      if (path != null) {
        consumers.put(path, consumer);
        paths.add(path);
      }
    }
  }

  @Override
  public void unregisterHttpEndpoint(HttpEndpointModel endpoint) {
    if (endpoint.getConsumer() instanceof DefaultConsumer consumer) {
      consumers.values().remove(consumer);
    }
  }

  /** The path that the consumer's route begins at, or null if it takes no POST. */
  private static @Nullable String path(DefaultConsumer consumer) {
    if (consumer.getEndpoint() instanceof PlatformHttpEndpoint endpoint) {
      String methods = endpoint.getHttpMethodRestrict();
      if (methods == null || methods.contains("POST")) {
        return endpoint.getPath().startsWith("/") ? endpoint.getPath() : "/" + endpoint.getPath();
      }
    }
    return null;
  }

  /** Whether a route begins at the source's path. */
  public boolean isThereOneFor(WebhookSource source) {
    return of(source) != null;
  }

  /** Whether there is one, or was: while a route is put in the place of another there is none. */
  public boolean wasThereOneFor(WebhookSource source) {
    return paths.contains(source.path());
  }

  @Nullable DefaultConsumer of(WebhookSource source) {
    return consumers.get(source.path());
  }

  /** Sends the delivery through the route; it is answered when the route is done. */
  void call(DefaultConsumer consumer, Delivery delivery) {
    Exchange exchange = consumer.createExchange(false);
    try {
      process(consumer, exchange, delivery);
      if (delivery.answer(HttpAnswer.of(Outcome.FAILED), Outcome.FAILED, null, false)) {
        LOG.error(
            "The Kamelet's route ended before its first step, and without an answer",
            exchange.getException());
      }
    } finally {
      // After the answer, because onCompletion runs in it.
      consumer.doneUoW(exchange);
      consumer.releaseExchange(exchange, false);
    }
  }

  private static void process(DefaultConsumer consumer, Exchange exchange, Delivery delivery) {
    try {
      exchange.setPattern(ExchangePattern.InOut);
      delivery.putInto(exchange);
      Message message = exchange.getMessage();
      for (String name : TRACE_CONTEXT) {
        String value = delivery.header(name);
        if (value != null) {
          message.setHeader(name, value);
        }
      }
      consumer.createUoW(exchange);
      consumer.getProcessor().process(exchange);
    } catch (Exception | Error e) {
      exchange.setException(e);
      FatalError.report(e);
    }
  }
}
