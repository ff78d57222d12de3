package io.groqwebhooks.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final RuntimeException locked = new IllegalStateException("locked");
  private long nanos = Long.MAX_VALUE - 10;
  private final Outage outage = new Outage("jdbc:h2:file:./log", () -> nanos);

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void anOutageIsToldWhenItBeginsAndWhenItEndsHoweverLongItLasts() {
    assertThat(outage.failed(new IllegalStateException("no connection", locked)))
        .isEqualTo(
            "Deliveries cannot be written to jdbc:h2:file:./log for the time being, and nothing"
                + " else is affected: java.lang.IllegalStateException: locked");
    for (int i = 0; i < 1000; i++) {
      pass(300);
      assertThat(outage.failed(locked)).isNull();
    }
    assertThat(outage.worked()).isEqualTo("Deliveries are written to jdbc:h2:file:./log again");
    assertThat(outage.worked()).isNull();
    assertThat(outage.failed(locked)).isNotNull();
  }

  @Test
  void whatComesAndGoesIsToldOnceInAMinute() {
    assertThat(outage.failed(locked)).isNotNull();
    assertThat(outage.worked()).isNotNull();
    for (int i = 0; i < 11; i++) {
      pass(5);
      assertThat(outage.failed(locked)).isNull();
      assertThat(outage.worked()).isNull();
    }
    assertThat(outage.failed(locked)).isNull();
    pass(5);
    assertThat(outage.failed(locked)).isNotNull();
  }

  @Test
  void thatEntriesAreDroppedIsToldOnceAsLongAsTheyAre() {
    assertThat(outage.dropped(0)).isNull();
    assertThat(outage.failed(locked)).isNotNull();
    assertThat(outage.dropped(1)).contains("are not written", "webhooks_log_dropped_total");
    pass(300);
    assertThat(outage.dropped(2)).isNull();
    outage.worked();
    assertThat(outage.dropped(3)).isNull();
    pass(60);
    outage.worked();
    assertThat(outage.dropped(3)).isNull();
    assertThat(outage.dropped(4)).isNotNull();
  }

  @Test
  void thatOldDeliveriesStayIsToldOnceAndNotDuringAnOutage() {
    assertThat(outage.cleaningFailed(locked)).contains("cannot be removed", "locked");
    assertThat(outage.cleaningFailed(locked)).isNull();
    outage.cleaned();
    outage.failed(locked);
    assertThat(outage.cleaningFailed(locked)).isNull();
    outage.worked();
    outage.cleaned();
    assertThat(outage.cleaningFailed(locked)).isNotNull();
  }
}
