package io.groqwebhooks.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.Concurrently;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every claim store does, whatever it keeps its claims in. */
public interface ClaimStoreContract {

  ClaimTimes TIMES = new ClaimTimes(Duration.ofSeconds(60), Duration.ofDays(7));
  ClaimTimes SHORT = new ClaimTimes(Duration.ofMillis(300), Duration.ofMillis(600));

  /** A store without claims in it. */
  ClaimStore store(ClaimTimes times);

  /** Lets time pass until at least this much is over. */
  void pass(Duration time);

  private static Claim claim(String owner) {
    return new Claim("groq:event:evt_1", owner);
  }

  @Test
  default void anUnknownEventIsNew() {
    assertThat(store(TIMES).claim(claim("a"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  default void aClaimedEventIsInFlightForOthers() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  default void aConfirmedEventIsDone() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    assertThat(store.confirm(claim("a"))).isTrue();
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.DONE);
    assertThat(store.claim(claim("a"))).isEqualTo(ClaimState.DONE);
  }

  @Test
  default void aReleasedEventIsNewAgain() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    assertThat(store.release(claim("a"))).isTrue();
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  default void onlyOneOfManyClaimsAtOnceIsNew() throws Exception {
    ClaimStore store = store(TIMES);
    AtomicInteger owner = new AtomicInteger();
    List<ClaimState> states =
        Concurrently.call(200, () -> store.claim(claim("owner-" + owner.incrementAndGet())));
    assertThat(states).filteredOn(ClaimState.NEW::equals).hasSize(1);
    assertThat(states).filteredOn(ClaimState.IN_FLIGHT::equals).hasSize(199);
  }

  /** As a client does that lost the connection before the answer. */
  @Test
  default void whatIsAskedTwiceIsAnsweredTheSame() {
    ClaimStore store = store(TIMES);
    assertThat(store.claim(claim("a"))).isEqualTo(ClaimState.NEW);
    assertThat(store.claim(claim("a"))).isEqualTo(ClaimState.NEW);
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(store.confirm(claim("a"))).isTrue();
    assertThat(store.confirm(claim("a"))).isTrue();
  }

  @Test
  default void onlyTheOwnerConfirms() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    assertThat(store.confirm(claim("b"))).isFalse();
    assertThat(store.claim(claim("c"))).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(store.confirm(claim("a"))).isTrue();
  }

  @Test
  default void onlyTheOwnerReleases() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    assertThat(store.release(claim("b"))).isFalse();
    assertThat(store.claim(claim("c"))).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  default void onlyTheOwnerRenews() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    assertThat(store.renew(claim("b"))).isFalse();
    pass(SHORT.lease());
    assertThat(store.claim(claim("c"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  default void nothingIsReleasedThatNobodyClaimed() {
    assertThat(store(TIMES).release(claim("a"))).isFalse();
  }

  @Test
  default void aLeaseEndsByItself() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    pass(SHORT.lease());
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.NEW);
  }

  @Test
  default void aRenewedLeaseRunsAnew() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    for (int third = 0; third < 6; third++) {
      pass(SHORT.lease().dividedBy(3));
      assertThat(store.renew(claim("a"))).isTrue();
    }
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  default void confirmActsWhenNobodyHoldsTheEvent() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    pass(SHORT.lease());
    assertThat(store.confirm(claim("a"))).isTrue();
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.DONE);
  }

  @Test
  default void renewActsWhenNobodyHoldsTheEvent() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    pass(SHORT.lease());
    assertThat(store.renew(claim("a"))).isTrue();
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  default void aFormerOwnerLeavesTheNewOwnersLeaseAlone() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    pass(SHORT.lease());
    store.claim(claim("b"));
    assertThat(store.confirm(claim("a"))).isFalse();
    assertThat(store.renew(claim("a"))).isFalse();
    assertThat(store.release(claim("a"))).isFalse();
    assertThat(store.claim(claim("c"))).isEqualTo(ClaimState.IN_FLIGHT);
    assertThat(store.confirm(claim("b"))).isTrue();
  }

  @Test
  default void aRecordIsNobodysToChange() {
    ClaimStore store = store(TIMES);
    store.claim(claim("a"));
    store.confirm(claim("a"));
    assertThat(store.release(claim("a"))).isFalse();
    assertThat(store.renew(claim("a"))).isFalse();
    assertThat(store.confirm(claim("b"))).as("recorded already").isTrue();
    assertThat(store.claim(claim("c"))).isEqualTo(ClaimState.DONE);
  }

  @Test
  default void aRecordIsForgottenAfterItsRetention() {
    ClaimStore store = store(SHORT);
    store.claim(claim("a"));
    store.confirm(claim("a"));
    pass(SHORT.lease().plusMillis(50));
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.DONE);
    pass(SHORT.retention());
    assertThat(store.claim(claim("b"))).isEqualTo(ClaimState.NEW);
  }

  static List<String> strangeIds() {
    return List.of(
        "with spaces in it",
        "ünï-çødé-事件-🎉",
        "a:b::c:event:",
        "*?[a-z]{x}",
        "\"quoted\\'",
        "1",
        "x".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("strangeIds")
  default void anyIdIsAnIdOfItsOwn(String id) {
    ClaimStore store = store(TIMES);
    Claim strange = new Claim("groq:event:" + id, "a");
    assertThat(store.claim(strange)).isEqualTo(ClaimState.NEW);
    assertThat(store.claim(new Claim("groq:event:" + id + "x", "b"))).isEqualTo(ClaimState.NEW);
    assertThat(store.confirm(strange)).isTrue();
    assertThat(store.claim(new Claim("groq:event:" + id, "c"))).isEqualTo(ClaimState.DONE);
    assertThat(store.claim(new Claim("groq:event:" + id + "x", "d")))
        .isEqualTo(ClaimState.IN_FLIGHT);
  }

  @Test
  default void aStoreThatAnswersIsPingedInSilence() {
    store(TIMES).ping();
  }
}
