package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final int MEMORY = 400 << 10;

  private final Admission admission = new Admission(2, MEMORY, MEMORY);

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
    assertThat(room.reserve(MEMORY / 2)).isTrue();
    assertThat(admission.room().reserve(MEMORY / 2)).isFalse();
    room.free();
    assertThat(admission.room().reserve(MEMORY / 2)).isTrue();
  }

  @Test
  void whatIsClosedTwiceGivesBackOnce() {
    Admission.Room room = admission.room();
    room.enter();
    room.reserve(8 << 10);
    Admission.Room other = admission.room();
    other.enter();
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
    assertThat(room.enter()).isEqualTo(Outcome.NOT_RUNNING);
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
    assertThat(large.handle(MEMORY)).as("larger than its part").isTrue();
    assertThat(admission.room().handle(65 << 10)).as("a second large one").isFalse();
    assertThat(admission.room().handle(64 << 10)).as("a medium one").isTrue();
    assertThat(admission.room().handle(8 << 10)).as("a small one").isTrue();
    large.close();
    assertThat(admission.room().handle(65 << 10)).as("when the first is done").isTrue();
  }

  @Test
  void smallBodiesDoNotKeepLargeOnesOut() {
    for (int i = 0; i < 20; i++) {
      assertThat(admission.room().handle(8 << 10)).isTrue();
    }
    assertThat(admission.room().handle(MEMORY)).isTrue();
  }

  @Test
  void whatWasHandledOrRefusedIsGivenBack() {
    for (int i = 0; i < 3; i++) {
      try (Admission.Room first = admission.room();
          Admission.Room second = admission.room()) {
        assertThat(first.handle(MEMORY / 2)).isTrue();
        assertThat(second.handle(MEMORY / 2)).isFalse();
      }
    }
    Admission.Room closed = admission.room();
    closed.close();
    assertThat(closed.handle(1)).isFalse();
  }
}
