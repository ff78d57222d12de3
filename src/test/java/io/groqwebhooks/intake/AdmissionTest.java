package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Admission admission = new Admission(2, 100);

  @Test
  void letsInWhatThereIsRoomFor() {
    Admission.Room first = admission.room();
    assertThat(first.enter()).isNull();
    assertThat(admission.room().enter()).isNull();
    assertThat(admission.room().enter()).isEqualTo(Outcome.OVERLOADED);
    first.close();
    assertThat(admission.room().enter()).isNull();
    assertThat(admission.inFlight()).isEqualTo(2);
  }

  @Test
  void letsNothingInDuringAPauseAndForgetsWhatWasRefused() {
    Admission.Room early = admission.room();
    assertThat(early.enter()).isNull();
    admission.pause();
    Admission.Room late = admission.room();
    assertThat(late.enter()).isEqualTo(Outcome.NOT_RUNNING);
    late.close();
    assertThat(admission.inFlight()).isOne();
    early.close();
    assertThat(admission.inFlight()).isZero();
    admission.resume();
    assertThat(admission.room().enter()).isNull();
  }

  @Test
  void keepsCountOfTheMemoryThatBodiesTake() {
    Admission.Room room = admission.room();
    assertThat(room.reserve(60)).isTrue();
    assertThat(admission.room().reserve(60)).isFalse();
    room.free();
    assertThat(admission.room().reserve(100)).isTrue();
  }

  @Test
  void whatIsClosedTwiceGivesBackOnce() {
    Admission.Room room = admission.room();
    room.enter();
    room.reserve(100);
    Admission.Room other = admission.room();
    other.enter();
    room.close();
    room.close();
    assertThat(admission.inFlight()).isOne();
    assertThat(other.reserve(100)).isTrue();
    assertThat(other.reserve(1)).isFalse();
  }

  @Test
  void whatIsClosedTakesNothingAnyMore() {
    Admission.Room room = admission.room();
    room.close();
    assertThat(room.reserve(1)).isFalse();
    assertThat(room.enter()).isEqualTo(Outcome.NOT_RUNNING);
    assertThat(admission.room().reserve(100)).isTrue();
  }
}
