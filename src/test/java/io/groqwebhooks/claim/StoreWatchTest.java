package io.groqwebhooks.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreWatchTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final StoreWatch watch = new StoreWatch(Duration.ofSeconds(60), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void anOutageInWhichNoLeaseCanRunOutDelaysNobody() {
    pass(Duration.ofSeconds(20));
    assertThat(watch.isOutage()).isFalse();
    watch.answered();
    assertThat(watch.ownersComeFirst()).isFalse();
  }

  @Test
  void afterALongOutageOwnersComeFirstForAWhile() {
    pass(Duration.ofSeconds(21));
    assertThat(watch.isOutage()).isTrue();
    assertThat(watch.ownersComeFirst()).isFalse();
    watch.answered();
    assertThat(watch.isOutage()).isFalse();
    assertThat(watch.ownersComeFirst()).isTrue();
    pass(StoreWatch.OWNERS_FIRST.minusMillis(1));
    watch.answered();
    assertThat(watch.ownersComeFirst()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(watch.ownersComeFirst()).isFalse();
  }

  @Test
  void aSlowThreadIsNoOutage() {
    StoreWatch ofShortLeases = new StoreWatch(Duration.ofMillis(30), nanos::get);
    pass(Duration.ofSeconds(1));
    assertThat(ofShortLeases.isOutage()).isFalse();
  }
}
