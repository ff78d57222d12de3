package io.groqwebhooks.intake;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.event.OriginalEvent;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Makes one outcome of those of a delivery's events: it has failed if one of them has, by the first
 * failure, and it is a duplicate if all of them are. Safe for use by several threads.
 */
public final class CollectOutcomes implements AggregationStrategy {

  @Override
  public Exchange aggregate(@Nullable Exchange before, Exchange event) {
    Delivery delivery = Delivery.of(event);
    OriginalEvent original = OriginalEvent.of(event);
    if (delivery != null && original != null) {
      delivery.ended(AnswerAfterRoute.ended(event, original, delivery.source()));
    }
    if (before == null) {
      return event;
    }
    if (before.getException() == null) {
      before.setException(event.getException());
    }
    before.setRollbackOnly(before.isRollbackOnly() || event.isRollbackOnly());
    before.setRollbackOnlyLast(before.isRollbackOnlyLast() || event.isRollbackOnlyLast());
    if (!ClaimIdempotentRepository.isDuplicate(event)) {
      ClaimIdempotentRepository.setNoDuplicate(before);
    }
    return before;
  }
}
