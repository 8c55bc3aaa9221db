package richscale;

import java.util.List;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;

/** Trials for tests, by what distinguishes them from a tiny default. */
public final class TestTrials {
  private static final String TINY =
      """
      width = 8
      r = 1/4
      seed = 3
      steps = 3
      data { source = teacher, inputs = 5, samples = 7, outputs = 2 }
      probe = 6
      measure.points = 0
      """;

  private static final String DIGITS =
      """
      width = 8
      r = 1/4
      seed = 3
      steps = 3
      data { source = digits, samples = 7 }
      probe = 6
      measure.points = 0
      """;

  private TestTrials() {}

  /** Reads the tiny spec with overrides such as {@code "width=16"}. */
  public static SweepSpec spec(String... overrides) {
    return SpecReader.parse(TINY, "tiny", List.of(overrides));
  }

  /** Returns the only trial of the tiny spec with overrides. */
  public static Trial trial(String... overrides) {
    return only(spec(overrides));
  }

  /** Returns the only trial of a tiny spec on digits, with overrides. */
  public static Trial digits(String... overrides) {
    return only(digitsSpec(overrides));
  }

  /** Reads the tiny spec on digits with overrides. */
  public static SweepSpec digitsSpec(String... overrides) {
    return SpecReader.parse(DIGITS, "digits", List.of(overrides));
  }

  private static Trial only(SweepSpec spec) {
    List<Trial> trials = spec.trials(1);
    if (trials.size() != 1) {
      throw new IllegalArgumentException(trials.size() + " trials");
    }
    return trials.get(0);
  }
}
