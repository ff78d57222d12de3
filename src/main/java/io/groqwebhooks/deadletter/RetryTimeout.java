package io.groqwebhooks.deadletter;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether a failed step is to be tried again ({@code retryWhile}) because its first failure is not
 * yet a certain time ago, or because it was not yet tried as often as any other. Safe for use by
 * several threads.
 */
public final class RetryTimeout implements Predicate {

  private static final String FIRST_FAILURE = "WebhookFirstFailure";

  /** A step and when it failed first, by {@link System#nanoTime()}. */
  private record Failure(String step, long at) {}

  private final long nanos;
  private final int leastRedeliveries;

  /** Tries again for that long, and so often at least. */
  public RetryTimeout(Duration timeout, int leastRedeliveries) {
    this.nanos = timeout.toNanos();
    this.leastRedeliveries = leastRedeliveries;
  }

  @Override
  public boolean matches(Exchange exchange) {
    long now = System.nanoTime();
    String step = String.valueOf(exchange.getExchangeExtension().getHistoryNodeId());
    Failure first = exchange.getProperty(FIRST_FAILURE, Failure.class);
    if (first == null || !first.step.equals(step)) {
      first = new Failure(step, now);
      exchange.setProperty(FIRST_FAILURE, first);
    }
    return now - first.at < nanos
        || exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class)
            <= leastRedeliveries;
  }
}
