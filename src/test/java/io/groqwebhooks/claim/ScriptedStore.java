package io.groqwebhooks.claim;

import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A local store that can be away: it then refuses, and carries out what it refused or not, as Redis
 * does when only its answer is lost. It can also fail in ways in which no store should.
 */
final class ScriptedStore implements ClaimStore {

  /** What happens to calls while the store is away. */
  enum Away {
    NOT,
    NOTHING_ARRIVES,
    ANSWERS_ARE_LOST
  }

  final MovableClock clock = new MovableClock();
  final Set<String> unservable = ConcurrentHashMap.newKeySet();
  final Set<String> renewed = ConcurrentHashMap.newKeySet();

  /** What the verbs throw for a key, although no store should. */
  final Map<String, Throwable> broken = new ConcurrentHashMap<>();

  /** How confirmations begin, if not in the way of every store that waits for its answers. */
  volatile Function<Claim, CompletionStage<Boolean>> confirmations = ClaimStore.super::beginConfirm;

  volatile Away away = Away.NOT;
  volatile Runnable beforeRenewal = () -> {};
  volatile Runnable afterRenewal = () -> {};
  private final ClaimStore store;

  ScriptedStore(Path folder, Duration lease) {
    store =
        new LocalClaimStore(
            folder.resolve("claims"),
            new ClaimTimes(lease, Duration.ofDays(7)),
            Duration.ofSeconds(20),
            false,
            clock);
  }

  private <T> T call(Claim claim, Supplier<T> verb) {
    Throwable failure = broken.get(claim.key());
    if (failure != null) {
      throw ScriptedStore.<RuntimeException>unchecked(failure);
    }
    if (away == Away.NOTHING_ARRIVES || unservable.contains(claim.key())) {
      throw new ClaimsUnavailableException("away", null);
    }
    T answer = verb.get();
    if (away == Away.ANSWERS_ARE_LOST) {
      throw new ClaimsUnavailableException("away", null);
    }
    return answer;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what no verb declares
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  /** The store that is never away, for a look from another process. */
  ClaimStore itself() {
    return store;
  }

  @Override
  public ClaimState claim(Claim claim) {
    return call(claim, () -> store.claim(claim));
  }

  @Override
  public boolean confirm(Claim claim) {
    return call(claim, () -> store.confirm(claim));
  }

  @Override
  public CompletionStage<Boolean> beginConfirm(Claim claim) {
    return confirmations.apply(claim);
  }

  @Override
  public boolean release(Claim claim) {
    return call(claim, () -> store.release(claim));
  }

  @Override
  public boolean renew(Claim claim) {
    renewed.add(claim.key());
    beforeRenewal.run();
    boolean renewed = call(claim, () -> store.renew(claim));
    afterRenewal.run();
    return renewed;
  }

  @Override
  public void ping() {
    store.ping();
  }

  @Override
  public String description() {
    return store.description();
  }

  @Override
  public void close() {
    store.close();
  }
}
