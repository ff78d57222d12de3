package io.groqwebhooks.claim;

import io.groqwebhooks.event.Attempts;
import io.groqwebhooks.event.EventHeaders;
import io.groqwebhooks.event.OriginalEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims as the repository of Camel's {@code idempotentConsumer}. The key is the event's id; the
 * source in the message's headers keeps the ids of different senders apart.
 *
 * <p>In the route, {@code eager} stays on, which is its default, and {@code completionEager} is
 * turned on: then an event is confirmed or released when its handler ends, before the sender gets
 * an answer.
 */
public final class ClaimIdempotentRepository extends ServiceSupport
    implements IdempotentRepository {

  /**
   * Carries claims, by the ids that the route gave, from {@code add} to {@code confirm} or {@code
   * remove}. A handler can remove a plain exchange property, and then its claim would be renewed
   * for good; it cannot remove this.
   */
  private record Held(Map<String, Claim> claims) implements SafeCopyProperty {
    static final String NAME = "WebhookClaims";

    /** Copies of the exchange share the claims, because any of them may be completed. */
    @Override
    public Held safeCopy() {
      return this;
    }
  }

  /** The exchange property that tells that the event was handled before. */
  private static final String DUPLICATE = "WebhookDuplicate";

  private static final Logger LOG = LoggerFactory.getLogger(ClaimIdempotentRepository.class);

  private final ClaimLeases leases;
  private final List<HandledListener> listeners;

  /** A repository on top of this process's claims. */
  public ClaimIdempotentRepository(ClaimLeases leases) {
    this(leases, List.of());
  }

  /** The same, which tells these listeners of events that were handled. */
  public ClaimIdempotentRepository(ClaimLeases leases, List<HandledListener> listeners) {
    this.leases = leases;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Claims the event.
   *
   * @return true if the event is new, false if it was handled before
   * @throws EventInProgressException if it is being handled right now
   * @throws ClaimsUnavailableException if the store does not answer
   */
  @Override
  public boolean add(Exchange exchange, String id) {
    String source = exchange.getMessage().getHeader(EventHeaders.SOURCE, String.class);
    if (source == null) {
      throw new IllegalArgumentException(
          "The message is no webhook event: it has no header " + EventHeaders.SOURCE);
    }
    // Handlers come next, and may change the message.
    OriginalEvent.of(exchange);
    String key = source + ":event:" + id;
    Held held = held(exchange);
    ClaimLeases.Attempt attempt = leases.claim(key, held);
    return switch (attempt.state()) {
      case NEW -> {
        held.claims.put(id, attempt.claim());
        yield true;
      }
      case DONE -> {
        exchange.setProperty(DUPLICATE, true);
        yield false;
      }
      case IN_FLIGHT -> throw new EventInProgressException(key);
    };
  }

  /** Whether the exchange's event was found to have been handled before. */
  public static boolean isDuplicate(Exchange exchange) {
    return Boolean.TRUE.equals(exchange.getProperty(DUPLICATE));
  }

  /** The exchange stands for other events, too, of which not all are duplicates. */
  public static void setNoDuplicate(Exchange exchange) {
    exchange.removeProperty(DUPLICATE);
  }

  @Override
  public boolean confirm(Exchange exchange, String id) {
    if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
      // Camel calls this a success, because there is no exception. The route, which marked it for
      // rollback, does not.
      return remove(exchange, id);
    }
    Claim claim = letGo(exchange, id);
    try {
      boolean confirmed = claim != null && leases.confirm(claim);
      if (confirmed) {
        tell(exchange);
      }
      return confirmed;
    } catch (ClaimsUnavailableException e) {
      // Camel would log it, and go on.
      exchange.setException(e);
      return false;
    }
  }

  private void tell(Exchange exchange) {
    OriginalEvent event = listeners.isEmpty() ? null : OriginalEvent.kept(exchange);
    if (event == null) {
      return;
    }
    for (HandledListener listener : listeners) {
      try {
        listener.handled(event, Attempts.untilDone(exchange));
      } catch (RuntimeException | Error e) {
        LOG.warn("An event was handled, but {} failed", listener, e);
      }
    }
  }

  @Override
  public boolean remove(Exchange exchange, String id) {
    Claim claim = letGo(exchange, id);
    return claim != null && leases.release(claim);
  }

  private static Held held(Exchange exchange) {
    ExchangeExtension extension = exchange.getExchangeExtension();
    Held held = extension.getSafeCopyProperty(Held.NAME, Held.class);
    if (held == null) {
      held = new Held(new ConcurrentHashMap<>());
      extension.setSafeCopyProperty(Held.NAME, held);
    }
    return held;
  }

  private static @Nullable Claim letGo(Exchange exchange, String id) {
    Held held = exchange.getExchangeExtension().getSafeCopyProperty(Held.NAME, Held.class);
    return held == null ? null : held.claims.remove(id);
  }

  @Override
  public boolean contains(Exchange exchange, String id) {
    return contains(id);
  }

  @Override
  public boolean add(String id) {
    throw new UnsupportedOperationException("A claim needs the exchange");
  }

  /** Not supported: looking first and claiming later lets two deliveries of one event through. */
  @Override
  public boolean contains(String id) {
    throw new UnsupportedOperationException("Leave 'eager' of the idempotentConsumer on");
  }

  @Override
  public boolean remove(String id) {
    throw new UnsupportedOperationException("A claim needs the exchange");
  }

  @Override
  public boolean confirm(String id) {
    throw new UnsupportedOperationException("A claim needs the exchange");
  }

  /** Not supported: claims are shared with other processes. */
  @Override
  public void clear() {
    throw new UnsupportedOperationException("Claims leave the store by release or expiry");
  }
}
