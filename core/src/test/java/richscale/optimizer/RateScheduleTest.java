package richscale.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** DL4J counts updates from 0. */
class RateScheduleTest {
  private static final int UPDATES = 40;

  private static void assertLike(RateSchedule schedule, ISchedule dl4j) {
    for (int t = 1; t <= UPDATES; t++) {
      assertThat(schedule.factor(t, UPDATES))
          .as("update %d", t)
          .isCloseTo(dl4j.valueAt(t - 1, 0), within(1e-12));
    }
  }

  @Test
  void shapesAreThoseThatDl4jHas() {
    assertLike(
        new RateSchedule(0, RateSchedule.Shape.INVERSE_SQRT, 0),
        new InverseSchedule(ScheduleType.ITERATION, 1, 1, 0.5));
    assertLike(
        new RateSchedule(10, RateSchedule.Shape.CONSTANT, 0),
        new RampSchedule(new FixedSchedule(1), 10));
  }

  /** DL4J's PolySchedule, which should be this, grows with (1 + t/T) in its version 1.0.0-M2.1. */
  @Test
  void aLineFallsFromOneToItsLastValue() {
    RateSchedule schedule = new RateSchedule(0, RateSchedule.Shape.LINEAR, 0.2);
    assertThat(schedule.factor(1, UPDATES)).isEqualTo(1);
    assertThat(schedule.factor(21, UPDATES)).isCloseTo(0.6, within(1e-12));
    assertThat(schedule.factor(UPDATES + 1, UPDATES)).isCloseTo(0.2, within(1e-12));
  }

  /** Half a period after the warm-up, as PyTorch's CosineAnnealingLR behind a LinearLR has it. */
  @Test
  void aCosineBeginsAfterTheWarmUpAndEndsBeforeItsLastValue() {
    RateSchedule schedule = new RateSchedule(10, RateSchedule.Shape.COSINE, 0.2);
    assertThat(schedule.factor(5, UPDATES)).isEqualTo(0.5);
    assertThat(schedule.factor(10, UPDATES)).isEqualTo(1);
    assertThat(schedule.factor(11, UPDATES)).isEqualTo(1);
    assertThat(schedule.factor(26, UPDATES)).isCloseTo(0.6, within(1e-12));
    assertThat(schedule.factor(40, UPDATES))
        .isCloseTo(0.2 + 0.8 * (1 + Math.cos(Math.PI * 29 / 30)) / 2, within(1e-12));
  }

  @Test
  void aScheduleIsNamedExactly() {
    assertThat(RateSchedule.CONSTANT.canonical()).isEqualTo("constant");
    assertThat(new RateSchedule(5, RateSchedule.Shape.INVERSE_SQRT, 0).canonical())
        .isEqualTo("warmup=5,inverse-sqrt");
    assertThat(new RateSchedule(0, RateSchedule.Shape.COSINE, 0.1).canonical())
        .isEqualTo("cosine,final=0.1");
  }
}
