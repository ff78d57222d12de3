package io.groqwebhooks.forward;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.util.ObjectHelper;

/**
 * Whether a step has failed because another system refuses the HTTP request itself, which it would
 * refuse again. What it has answered may be the cause of another exception, for instance behind a
 * circuit breaker. Stateless.
 */
public final class RefusedForGood implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    Throwable failure = exchange.getException();
    if (failure == null) {
      failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
    HttpOperationFailedException answered =
        ObjectHelper.getException(HttpOperationFailedException.class, failure);
    return answered != null && !new Answer(answered.getStatusCode(), null).isWorthRetrying();
  }
}
