package richscale.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.spec.SpecReader;
import richscale.spec.Trial;

class ScheduleTest {
  private static List<Trial> trials(String... overrides) {
    return SpecReader.read("paper", List.of(overrides)).trials(1);
  }

  @Test
  void everyTrialIsInOneTaskTheLongestFirst() {
    List<Trial> trials = trials();
    Schedule schedule = Schedule.of(trials, CostModel.NOMINAL::seconds, 2);
    List<Trial> scheduled = schedule.tasks().stream().flatMap(List::stream).toList();
    assertThat(scheduled).containsExactlyInAnyOrderElementsOf(trials);
    assertThat(scheduled.stream().map(CostModel.NOMINAL::seconds).toList())
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void shortTrialsShareATaskAndLongOnesHaveTheirOwn() {
    Schedule schedule = Schedule.of(trials(), CostModel.NOMINAL::seconds, 2);
    assertThat(schedule.tasks().get(0)).hasSize(1);
    assertThat(schedule.tasks().get(schedule.tasks().size() - 2)).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 4", "2, 0", "2, 9", "3, 1", "7, 4", "16, 0", "16, 9"})
  void noScheduleBeatsTheLowerBoundNorIsTwiceAsLong(int cores, int last) {
    List<Trial> trials = trials("seed=0.." + last);
    Schedule schedule = Schedule.of(trials, CostModel.NOMINAL::seconds, cores);
    double starts = 0.005 * schedule.tasks().size();
    assertThat(schedule.makespan()).isGreaterThanOrEqualTo(schedule.lowerBound());
    // Graham 1969: longest first is within 4/3 of the best; a shared task adds at most its length.
    assertThat(schedule.makespan()).isLessThan(2 * schedule.lowerBound() + starts);
  }

  @Test
  void aThousandCoresGetTasksOfASecondSoThatTheDriverKeepsUp() {
    List<Trial> trials = trials("width=64", "r=0", "seed=0..99999");
    assertThat(Schedule.of(trials, trial -> 0.4, 100).tasks().get(0)).hasSize(1);
    assertThat(Schedule.of(trials, trial -> 0.4, 1000).tasks().get(0)).hasSize(3);
  }

  @Test
  void nothingToDoTakesNoTime() {
    Schedule schedule = Schedule.of(List.of(), CostModel.NOMINAL::seconds, 2);
    assertThat(schedule.tasks()).isEmpty();
    assertThat(schedule.makespan()).isCloseTo(0, within(0.0));
  }

  @Test
  void widerTrialsTakeLongerAndMoreMemory() {
    List<Trial> trials = trials("r=0", "seed=0");
    for (int i = 1; i < trials.size(); i++) {
      Trial narrow = trials.get(i - 1);
      Trial wide = trials.get(i);
      assertThat(CostModel.NOMINAL.seconds(wide)).isGreaterThan(CostModel.NOMINAL.seconds(narrow));
      assertThat(CostModel.bytes(wide)).isGreaterThan(CostModel.bytes(narrow));
    }
  }
}
