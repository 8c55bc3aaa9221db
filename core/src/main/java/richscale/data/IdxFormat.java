package richscale.data;

import java.nio.ByteBuffer;
import java.util.Locale;
import richscale.architecture.FeatureShape;

/**
 * IDX files of MNIST (LeCun, Cortes and Burges 1998) and Fashion-MNIST: a magic number, sizes as
 * big-endian integers, one byte a pixel or label.
 */
final class IdxFormat {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  private IdxFormat() {}

  static RawRecords read(String directory, RecordFiles files) {
    Images training = images(named(directory + "/train-images-idx3-ubyte", files), files);
    double[] trainingLabels =
        labels(named(directory + "/train-labels-idx1-ubyte", files), files, training.count());
    Images test = images(named(directory + "/t10k-images-idx3-ubyte", files), files);
    double[] testLabels =
        labels(named(directory + "/t10k-labels-idx1-ubyte", files), files, test.count());
    if (training.height() != test.height() || training.width() != test.width()) {
      throw RecordFiles.error(
          directory + "/t10k-images-idx3-ubyte",
          String.format(
              Locale.ROOT,
              "images of %d x %d pixels beside training images of %d x %d",
              test.height(),
              test.width(),
              training.height(),
              training.width()),
          "images of one size");
    }
    return new RawRecords(
        new FeatureShape(1, training.height(), training.width()),
        false,
        training.part(trainingLabels),
        test.part(testLabels),
        255,
        files.digest());
  }

  /** Some archives have a dot in names where others have a hyphen. */
  private static String named(String path, RecordFiles files) {
    String dotted = path.replace("-idx", ".idx");
    return !files.isThere(path) && files.isThere(dotted) ? dotted : path;
  }

  // Compared by nobody.
  @SuppressWarnings("ArrayRecordComponent")
  private record Images(byte[] content, int count, int height, int width) {
    private static final int HEADER = 16;

    RawRecords.Part part(double[] labels) {
      return RawRecords.Part.ofPixels(content, HEADER, height * width, labels);
    }
  }

  private static Images images(String path, RecordFiles files) {
    byte[] content = files.read(path);
    ByteBuffer header = header(path, content, IMAGES, Images.HEADER);
    int count = header.getInt(4);
    int height = header.getInt(8);
    int width = header.getInt(12);
    if (count < 1 || height < 1 || width < 1 || height > 1024 || width > 1024) {
      throw RecordFiles.error(
          path,
          String.format(
              Locale.ROOT, "its header says %d images of %d x %d pixels", count, height, width),
          "at least one image of at most 1024 x 1024");
    }
    requireLength(path, content, Images.HEADER + (long) count * height * width);
    return new Images(content, count, height, width);
  }

  private static double[] labels(String path, RecordFiles files, int images) {
    byte[] content = files.read(path);
    int count = header(path, content, LABELS, 8).getInt(4);
    if (count != images) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "%d labels for %d images", count, images),
          "the labels that belong to the images beside them");
    }
    requireLength(path, content, 8L + count);
    double[] labels = new double[count];
    for (int i = 0; i < count; i++) {
      labels[i] = content[8 + i] & 0xff;
      if (labels[i] > 9) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "label %d is %.0f", i, labels[i]),
            "labels from 0 to 9");
      }
    }
    return labels;
  }

  private static ByteBuffer header(String path, byte[] content, int magic, int length) {
    if (content.length < length) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "%d bytes are no header", content.length),
          String.format(Locale.ROOT, "an IDX file of %d bytes and more", length));
    }
    ByteBuffer header = ByteBuffer.wrap(content);
    int found = header.getInt(0);
    if (found != magic) {
      String what =
          found == IMAGES
              ? "these are images"
              : found == LABELS
                  ? "these are labels"
                  : String.format(Locale.ROOT, "it begins with %08x", found);
      throw RecordFiles.error(
          path,
          what,
          String.format(
              Locale.ROOT,
              "%s, a file that begins with %08x",
              magic == IMAGES ? "images" : "labels",
              magic));
    }
    return header;
  }

  private static void requireLength(String path, byte[] content, long length) {
    if (content.length != length) {
      throw RecordFiles.error(
          path,
          String.format(
              Locale.ROOT,
              "%,d bytes, %s",
              content.length,
              content.length < length ? "truncated" : "too many"),
          String.format(Locale.ROOT, "%,d bytes by its header", length));
    }
  }
}
