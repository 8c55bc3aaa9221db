package richscale.spec;

import java.io.Serializable;

/**
 * Where records come from.
 *
 * @param format how they are written
 * @param path file or directory; empty for records that come with the software
 * @param label column of the label in a table; empty for formats that have one place for it
 * @param regression whether the label is a number to be predicted, not a class
 */
public record RecordSource(Format format, String path, String label, boolean regression)
    implements Serializable {

  /** How records are written. */
  public enum Format {
    /** Handwritten digits, 8x8 pixels, ten classes; they come with the software. */
    DIGITS,
    /** MNIST's IDX files, plain or gzipped, in a directory: train-* and t10k-*. */
    IDX,
    /** CIFAR-10's binary version in a directory: data_batch_1..5.bin and test_batch.bin. */
    CIFAR10,
    /** Comma-separated values with a header, plain or gzipped: one file. */
    CSV,
    /** Numeric columns: one file, or a directory of them. */
    PARQUET;

    /** {@return whether test records are files of their own} */
    public boolean ownTestPart() {
      return this == IDX || this == CIFAR10;
    }
  }

  /** The digits that come with the software. */
  public static final RecordSource EMBEDDED = new RecordSource(Format.DIGITS, "", "", false);

  /**
   * Returns the same records found by another path.
   *
   * @param location file or directory, absolute
   * @return the source
   */
  public RecordSource at(String location) {
    return new RecordSource(format, location, label, regression);
  }
}
