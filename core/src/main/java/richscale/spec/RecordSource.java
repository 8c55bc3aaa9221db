package richscale.spec;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where records come from.
 *
 * @param format how they are written
 * @param path file or directory; empty for records that come with the software
 * @param label column of the label in a table, or which of two labels; empty for formats that have
 *     one place for it
 * @param regression whether the label is a number to be predicted, not a class
 * @param table what is read of a table, and how
 */
public record RecordSource(
    Format format, String path, String label, boolean regression, TableReading table)
    implements Serializable {

  /** How records are written. */
  public enum Format {
    /** Handwritten digits, 8x8 pixels, ten classes; they come with the software. */
    DIGITS,
    /** MNIST's IDX files, plain or gzipped, in a directory: train-* and t10k-*. */
    IDX,
    /** CIFAR-10's binary version in a directory: data_batch_1..5.bin and test_batch.bin. */
    CIFAR10,
    /** CIFAR-100's binary version in a directory: train.bin and test.bin. */
    CIFAR100,
    /** Images in directories that are called as their classes. */
    IMAGES,
    /** NumPy's arrays: one file .npz. */
    NPZ,
    /** Comma-separated values with a header, plain or packed: one file. */
    CSV,
    /** Columns of numbers, or of images: one file, or a directory of them. */
    PARQUET;

    /** {@return whether it has columns} */
    public boolean isTable() {
      return this == CSV || this == PARQUET;
    }
  }

  /** The digits that come with the software. */
  public static final RecordSource EMBEDDED = new RecordSource(Format.DIGITS, "", "", false);

  public RecordSource {
    // Earlier sweeps wrote down none.
    table = Optional.ofNullable(table).orElse(TableReading.PLAIN);
  }

  /**
   * Creates a source that is read as it stands.
   *
   * @param format how it is written
   * @param path file or directory
   * @param label column of the label
   * @param regression whether the label is a number to be predicted
   */
  public RecordSource(Format format, String path, String label, boolean regression) {
    this(format, path, label, regression, TableReading.PLAIN);
  }

  /**
   * Returns the same records found by another path.
   *
   * @param location file or directory, absolute
   * @return the source
   */
  public RecordSource at(String location) {
    return new RecordSource(format, location, label, regression, table);
  }
}
