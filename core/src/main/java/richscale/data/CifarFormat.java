package richscale.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import richscale.architecture.FeatureShape;

/**
 * The binary version of CIFAR-10 (Krizhevsky 2009): records of one label and 3 x 32 x 32 pixels, a
 * byte each, channel after channel.
 */
final class CifarFormat {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int RECORD = 1 + PIXELS;
  private static final int BATCHES = 5;

  private CifarFormat() {}

  static RawRecords read(String directory, RecordFiles files) {
    List<byte[]> batches = new ArrayList<>();
    for (int i = 1; i <= BATCHES; i++) {
      String path = String.format(Locale.ROOT, "%s/data_batch_%d.bin", directory, i);
      if (i == 1 || files.exists(path)) {
        batches.add(batch(path, files));
      }
    }
    RawRecords.Part training = part(batches);
    RawRecords.Part test = part(List.of(batch(directory + "/test_batch.bin", files)));
    return new RawRecords(new FeatureShape(3, 32, 32), false, training, test, 255, files.digest());
  }

  private static byte[] batch(String path, RecordFiles files) {
    byte[] content = files.read(path);
    if (content.length == 0 || content.length % RECORD != 0) {
      throw RecordFiles.error(
          path,
          String.format(Locale.ROOT, "%,d bytes are no whole number of records", content.length),
          String.format(
              Locale.ROOT, "a multiple of %,d bytes: one label and 3,072 pixels each", RECORD));
    }
    for (int at = 0; at < content.length; at += RECORD) {
      int label = content[at] & 0xff;
      if (label > 9) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "the label of record %d is %d", at / RECORD, label),
            "labels from 0 to 9, each before the pixels of its image");
      }
    }
    return content;
  }

  private static RawRecords.Part part(List<byte[]> batches) {
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
    double[] labels = new double[length / RECORD];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = all[i * RECORD] & 0xff;
    }
    return RawRecords.Part.ofPixels(all, 1, RECORD, labels);
  }
}
