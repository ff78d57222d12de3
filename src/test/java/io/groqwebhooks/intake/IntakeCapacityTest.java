package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntakeCapacityTest {

  private final IntakeCapacity capacity = new IntakeCapacity(2, 100);

  @Test
  void letsInWhatThereIsRoomFor() {
    assertThat(capacity.enter()).isNull();
    assertThat(capacity.enter()).isNull();
    assertThat(capacity.enter()).isEqualTo(Outcome.OVERLOADED);
    capacity.leave();
    assertThat(capacity.enter()).isNull();
    assertThat(capacity.inFlight()).isEqualTo(2);
  }

  @Test
  void letsNothingInDuringAPauseAndForgetsWhatWasRefused() {
    assertThat(capacity.enter()).isNull();
    capacity.pause();
    assertThat(capacity.enter()).isEqualTo(Outcome.NOT_RUNNING);
    assertThat(capacity.inFlight()).isOne();
    capacity.leave();
    assertThat(capacity.inFlight()).isZero();
    capacity.resume();
    assertThat(capacity.enter()).isNull();
  }

  @Test
  void keepsCountOfTheMemoryThatBodiesTake() {
    assertThat(capacity.tryReserve(60)).isTrue();
    assertThat(capacity.tryReserve(60)).isFalse();
    capacity.free(60);
    assertThat(capacity.tryReserve(100)).isTrue();
  }
}
