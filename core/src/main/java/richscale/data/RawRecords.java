package richscale.data;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordFacts;
import richscale.spec.RecordNotes;
import richscale.spec.RecordSource;

/**
 * Records as they are written, before any choice or scaling.
 *
 * @param shape of a sample
 * @param regression whether labels are numbers to be predicted
 * @param training records to train on
 * @param test records of test files; none where the format has no such
 * @param unit what 1 is for pixels: the largest value that one can have
 * @param digest SHA-256 of what was read, in hexadecimal
 * @param notes what else was found
 */
record RawRecords(
    FeatureShape shape,
    boolean regression,
    Part training,
    Part test,
    float unit,
    String digest,
    RecordNotes notes) {

  /** Creates records of whose reading there is nothing to say. */
  RawRecords(
      FeatureShape shape, boolean regression, Part training, Part test, float unit, String digest) {
    this(shape, regression, training, test, unit, digest, RecordNotes.NONE);
  }

  /** The features of records. */
  @FunctionalInterface
  interface Features {
    double get(int record, int feature);
  }

  /**
   * Some records.
   *
   * @param count how many
   * @param features their values
   * @param labels class or number of each
   */
  // Compared by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  record Part(int count, Features features, double[] labels) {
    static final Part NONE = new Part(0, (record, feature) -> 0, new double[0]);

    /** Pixels of one byte each, record after record. */
    static Part ofPixels(byte[] values, int offset, int stride, double[] labels) {
      return new Part(
          labels.length,
          (record, feature) ->
              values[Math.toIntExact((long) record * stride) + offset + feature] & 0xff,
          labels);
    }
  }

  RawRecords withDigest(String other) {
    return new RawRecords(shape, regression, training, test, unit, other, notes);
  }

  /**
   * Makes one of the training and the test records of a data set.
   *
   * @param training records of one file or several
   * @param test records of others
   * @param path of both, for errors
   * @param digest of both
   */
  static RawRecords united(RawRecords training, RawRecords test, String path, String digest) {
    if (!training.shape.equals(test.shape)
        || !training.notes.classNames().equals(test.notes.classNames())) {
      throw RecordFiles.error(
          path,
          "test records have other features or classes than training records",
          "%s and classes %s in both".formatted(training.shape, training.notes.classNames()));
    }
    RecordNotes notes =
        new RecordNotes(
            training.notes.classNames(),
            training.notes.wide() || test.notes.wide(),
            training.notes.constant(),
            training.notes.ignored(),
            training.notes.dropped() + test.notes.dropped(),
            training.notes.filled() + test.notes.filled());
    return new RawRecords(
        training.shape,
        training.regression,
        training.training,
        test.training,
        training.unit,
        digest,
        notes);
  }

  RecordFacts facts(RecordSource source) {
    SortedMap<Integer, int[]> counts = new TreeMap<>();
    if (regression) {
      return new RecordFacts(
          source,
          digest,
          shape,
          List.of(),
          List.of(training.count()),
          List.of(test.count()),
          notes);
    }
    List<Part> parts = List.of(training, test);
    for (int part : IntStream.range(0, 2).toArray()) {
      for (double label : parts.get(part).labels()) {
        counts.computeIfAbsent((int) label, unused -> new int[2])[part]++;
      }
    }
    return new RecordFacts(
        source,
        digest,
        shape,
        List.copyOf(counts.keySet()),
        counts.values().stream().map(both -> both[0]).toList(),
        counts.values().stream().map(both -> both[1]).toList(),
        notes);
  }
}
