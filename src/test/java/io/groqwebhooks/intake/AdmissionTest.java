package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final int MEMORY = 400 << 10;

  private final Admission admission = new Admission(2, MEMORY, MEMORY);

  @Test
  void letsInWhatThereIsRoomFor() {
    Admission.Room first = admission.room();
    assertThat(first.enter(1)).isNull();
    assertThat(admission.room().enter(1)).isNull();
    assertThat(admission.room().enter(1)).isEqualTo(Outcome.OVERLOADED);
    first.close();
    assertThat(admission.room().enter(1)).isNull();
    assertThat(admission.inFlight()).isEqualTo(2);
  }

  @Test
  void letsNothingInDuringAPauseAndForgetsWhatWasRefused() {
    Admission.Room early = admission.room();
    assertThat(early.enter(1)).isNull();
    admission.pause();
    Admission.Room late = admission.room();
    assertThat(late.enter(1)).isEqualTo(Outcome.NOT_RUNNING);
    late.close();
    assertThat(admission.inFlight()).isOne();
    early.close();
    assertThat(admission.inFlight()).isZero();
    admission.resume();
    assertThat(admission.room().enter(1)).isNull();
  }

  @Test
  void keepsCountOfTheMemoryThatBodiesTake() {
    Admission.Room room = admission.room();
    assertThat(room.reserve(MEMORY / 2)).isTrue();
    assertThat(admission.room().reserve(MEMORY / 2)).isFalse();
    room.free();
    assertThat(admission.room().reserve(MEMORY / 2)).isTrue();
  }

  @Test
  void whatIsClosedTwiceGivesBackOnce() {
    Admission.Room room = admission.room();
    room.enter(1);
    room.reserve(8 << 10);
    Admission.Room other = admission.room();
    other.enter(1);
    room.close();
    room.close();
    assertThat(admission.inFlight()).isOne();
    assertThat(other.reserve(MEMORY / 2)).isTrue();
    assertThat(other.reserve(1)).isFalse();
  }

  @Test
  void whatIsClosedTakesNothingAnyMore() {
    Admission.Room room = admission.room();
    room.close();
    assertThat(room.reserve(1)).isFalse();
    assertThat(room.enter(1)).isEqualTo(Outcome.NOT_RUNNING);
    assertThat(admission.room().reserve(100)).isTrue();
  }

  @Test
  void largeBodiesLeaveMemoryToSmallOnes() {
    assertThat(admission.room().reserve(MEMORY / 2)).isTrue();
    assertThat(admission.room().reserve(65 << 10)).as("large").isFalse();
    assertThat(admission.room().reserve(64 << 10)).as("medium").isTrue();
    assertThat(admission.room().reserve(64 << 10)).as("medium, above three quarters").isFalse();
    for (int i = 0; i < 17; i++) {
      assertThat(admission.room().reserve(8 << 10)).as("small %d", i).isTrue();
    }
    assertThat(admission.room().reserve(1)).as("nothing is left").isFalse();
  }

  @Test
  void largeBodiesAreHandledOneAfterTheOtherWhileSmallOnesPass() {
    Admission.Room large = admission.room();
    assertThat(large.enter(MEMORY)).as("alone").isNull();
    assertThat(admission.room().enter(1)).as("beside one that takes all").isNotNull();
    large.close();
    Admission.Room half = admission.room();
    assertThat(half.enter(MEMORY / 2)).isNull();
    assertThat(admission.room().enter(65 << 10)).isEqualTo(Outcome.OVERLOADED);
    assertThat(admission.room().enter(8 << 10)).isNull();
    half.close();
    assertThat(admission.inFlight()).isOne();
  }
}
