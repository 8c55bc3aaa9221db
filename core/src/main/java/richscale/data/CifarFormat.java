package richscale.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordSource;

/**
 * The binary versions of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of one label, or a
 * coarse and a fine one, and 3 x 32 x 32 pixels, a byte each, channel after channel.
 */
final class CifarFormat {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int BATCHES = 5;

  /**
   * What the labels of a record are.
   *
   * @param count labels of a record
   * @param used index of the one that is asked for
   * @param classes how many classes it tells apart
   */
  private record Labels(int count, int used, int classes) {
    int record() {
      return count + PIXELS;
    }
  }

  private CifarFormat() {}

  static RawRecords read(RecordSource source, RecordFiles files) {
    String directory = source.path();
    if (source.format() == RecordSource.Format.CIFAR10) {
      List<String> training =
          IntStream.rangeClosed(1, BATCHES)
              .mapToObj(i -> String.format(Locale.ROOT, "%s/data_batch_%d.bin", directory, i))
              .filter(path -> path.endsWith("_1.bin") || files.exists(path))
              .toList();
      return records(training, directory + "/test_batch.bin", new Labels(1, 0, 10), files);
    }
    Labels labels = "coarse".equals(source.label()) ? new Labels(2, 0, 20) : new Labels(2, 1, 100);
    return records(List.of(directory + "/train.bin"), directory + "/test.bin", labels, files);
  }

  private static RawRecords records(
      List<String> training, String test, Labels labels, RecordFiles files) {
    RawRecords.Part trainingPart =
        part(training.stream().map(path -> batch(path, labels, files)).toList(), labels);
    RawRecords.Part testPart = part(List.of(batch(test, labels, files)), labels);
    return new RawRecords(
        new FeatureShape(3, 32, 32), false, trainingPart, testPart, 255, files.digest());
  }

  private static byte[] batch(String path, Labels labels, RecordFiles files) {
    byte[] content = files.read(path);
    int record = labels.record();
    if (content.length == 0 || content.length % record != 0) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "%,d bytes are no whole number of records", content.length),
          String.format(
              Locale.ROOT,
              "a multiple of %,d bytes: %s and 3,072 pixels each",
              record,
              labels.count() == 1 ? "one label" : "two labels"));
    }
    for (int at = 0; at < content.length; at += record) {
      int label = content[at + labels.used()] & 0xff;
      if (label >= labels.classes()) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "the label of record %d is %d", at / record, label),
            String.format(
                Locale.ROOT,
                "labels from 0 to %d, each before the pixels of its image",
                labels.classes() - 1));
      }
    }
    return content;
  }

  private static RawRecords.Part part(List<byte[]> batches, Labels labels) {
    int length = batches.stream().mapToInt(batch -> batch.length).sum();
    byte[] all = batches.get(0);
    if (batches.size() > 1) {
      all = new byte[length];
      int at = 0;
      for (byte[] batch : batches) {
        System.arraycopy(batch, 0, all, at, batch.length);
        at += batch.length;
      }
    }
    int record = labels.record();
    double[] values = new double[length / record];
    for (int i = 0; i < values.length; i++) {
      values[i] = all[i * record + labels.used()] & 0xff;
    }
    return RawRecords.Part.ofPixels(all, labels.count(), record, values);
  }
}
