package richscale.spec;

import java.util.List;
import java.util.Optional;
import richscale.architecture.FeatureShape;

/**
 * What a spec needs to know of records before they are used.
 *
 * @param source where they are, with an absolute path
 * @param digest SHA-256 of all files in hexadecimal; empty for records that come with the software
 * @param shape of a sample
 * @param classes the labels there are, ascending; empty for regression
 * @param training training records of each class, or of all under 0 for regression
 * @param test test records of each class; zeros where there are none of their own
 * @param notes what else was found
 */
public record RecordFacts(
    RecordSource source,
    String digest,
    FeatureShape shape,
    List<Integer> classes,
    List<Integer> training,
    List<Integer> test,
    RecordNotes notes) {

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
    // Earlier sweeps wrote down none.
    notes = Optional.ofNullable(notes).orElse(RecordNotes.NONE);
  }

  /** {@return whether test records are files of their own} */
  public boolean ownTest() {
    return testCount(List.of()) > 0;
  }

  /**
   * Returns what a class is called.
   *
   * @param index in the order of {@link #classes}
   * @return its name, or its label if it has no other
   */
  public String className(int index) {
    return notes.classNames().isEmpty()
        ? String.valueOf(classes.get(index))
        : notes.classNames().get(index);
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
