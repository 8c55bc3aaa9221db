package richscale.spec;

import java.util.List;
import richscale.architecture.FeatureShape;

/**
 * What a spec needs to know of records before they are used.
 *
 * @param source where they are, with an absolute path
 * @param digest SHA-256 of all files in hexadecimal; empty for records that come with the software
 * @param shape of a sample
 * @param classes the labels there are, ascending; empty for regression
 * @param training training records of each class, or of all under 0 for regression
 * @param test test records of each class; zeros where the format has none of its own
 */
public record RecordFacts(
    RecordSource source,
    String digest,
    FeatureShape shape,
    List<Integer> classes,
    List<Integer> training,
    List<Integer> test) {

  /** Finds out. */
  @FunctionalInterface
  public interface Inspector {
    /**
     * Looks at records.
     *
     * @param source where they are said to be
     * @return what they are
     * @throws SpecException if they cannot be read; the message is one line for the user
     */
    RecordFacts inspect(RecordSource source);
  }

  public RecordFacts {
    classes = List.copyOf(classes);
    training = List.copyOf(training);
    test = List.copyOf(test);
  }

  /**
   * Counts training records.
   *
   * @param chosen classes; all if empty
   * @return how many there are
   */
  public int trainingCount(List<Integer> chosen) {
    return count(training, chosen);
  }

  /**
   * Counts test records.
   *
   * @param chosen classes; all if empty
   * @return how many there are
   */
  public int testCount(List<Integer> chosen) {
    return count(test, chosen);
  }

  private int count(List<Integer> counts, List<Integer> chosen) {
    int sum = 0;
    for (int i = 0; i < counts.size(); i++) {
      if (chosen.isEmpty() || chosen.contains(classes.get(i))) {
        sum += counts.get(i);
      }
    }
    return sum;
  }
}
