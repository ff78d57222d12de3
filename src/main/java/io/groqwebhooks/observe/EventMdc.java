package io.groqwebhooks.observe;

import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.OriginalEvent;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts source, id and type of an event into the log's MDC, under the names of its headers, for
 * every step of every route that handles it, on whatever thread, and for what its error handler
 * logs. Because it comes before every step, it is also what keeps the {@link OriginalEvent} of an
 * exchange that a queue's consumer has made.
 *
 * <p>Not Camel's own camel-mdc: its listener for log steps keeps the context to restore in one
 * field for all threads, and a step that goes on in another thread (a delay, say) leaves its ids
 * behind in the first, so that lines carry the ids of another event. Safe for use by several
 * threads.
 */
public final class EventMdc implements InterceptStrategy {

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    return new Step(target);
  }

  private static final class Step extends DelegateAsyncProcessor {

    Step(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      OriginalEvent event = OriginalEvent.of(exchange);
      if (event == null || isInMdc(event)) {
        return super.process(exchange, callback);
      }
      Scope scope = new Scope();
      // Behind all that this thread has to do for the exchange by now, such as its error handler.
      exchange.getContext().getCamelContextExtension().getReactiveExecutor().scheduleQueue(scope);
      put(EventHeaders.SOURCE, event.source());
      put(EventHeaders.ID, event.id());
      put(EventHeaders.TYPE, event.type());
      try {
        return super.process(exchange, callback);
      } finally {
        scope.leave();
      }
    }

    private static boolean isInMdc(OriginalEvent event) {
      return event.id().equals(MDC.get(EventHeaders.ID))
          && Objects.equals(event.source(), MDC.get(EventHeaders.SOURCE));
    }
  }

  /** What a thread's MDC held before, put back when the thread is done with the exchange. */
  private static final class Scope implements Runnable {

    private final @Nullable String source = MDC.get(EventHeaders.SOURCE);
    private final @Nullable String id = MDC.get(EventHeaders.ID);
    private final @Nullable String type = MDC.get(EventHeaders.TYPE);

    private boolean inStep = true;
    private boolean over;

    /** May come too soon: a step that sends by itself works off the thread's queue within. */
    @Override
    public void run() {
      over = true;
      restoreWhenOver();
    }

    void leave() {
      inStep = false;
      restoreWhenOver();
    }

    private void restoreWhenOver() {
      if (over && !inStep) {
        put(EventHeaders.SOURCE, source);
        put(EventHeaders.ID, id);
        put(EventHeaders.TYPE, type);
      }
    }
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
