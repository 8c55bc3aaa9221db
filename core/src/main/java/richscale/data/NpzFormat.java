package richscale.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordNotes;
import richscale.spec.RecordSource;

/** Arrays of inputs and labels: one file .npz, or files .npy in a directory. */
final class NpzFormat {
  private static final String ARRAY = ".npy";

  /** Names of inputs and labels that are in use, those of test records behind them. */
  private static final List<List<String>> NAMES =
      List.of(
          List.of("x_train", "y_train", "x_test", "y_test"),
          List.of("X_train", "y_train", "X_test", "y_test"),
          List.of("train_images", "train_labels", "test_images", "test_labels"),
          List.of("x", "y"),
          List.of("X", "y"),
          List.of("X", "Y"),
          List.of("data", "target"),
          List.of("data", "labels"),
          List.of("images", "labels"),
          List.of("arr_0", "arr_1"));

  private NpzFormat() {}

  static RawRecords read(RecordSource source, RecordFiles files) {
    String path = source.path();
    Map<String, NpyArray> arrays = new TreeMap<>();
    try {
      if (path.endsWith(".npz")) {
        readZip(path, files, arrays);
      } else {
        for (String file : files.files().list(path)) {
          if (file.endsWith(ARRAY)) {
            try (InputStream stream = files.open(file)) {
              String name = RecordFiles.nameOf(file);
              arrays.put(plain(name), NpyArray.read(path, name, stream));
            }
          }
        }
      }
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
    List<String> names =
        NAMES.stream()
            .filter(known -> arrays.keySet().containsAll(known))
            .findFirst()
            .orElseThrow(
                () ->
                    RecordFiles.error(
                        path,
                        "its arrays are %s".formatted(arrays.keySet()),
                        "x_train, y_train, x_test and y_test, or x and y"));
    RawRecords training = part(source, arrays, names.get(0), names.get(1));
    return names.size() == 2
        ? training.withDigest(files.digest())
        : RawRecords.united(
            training, part(source, arrays, names.get(2), names.get(3)), path, files.digest());
  }

  private static String plain(String name) {
    return name.endsWith(ARRAY) ? name.substring(0, name.length() - ARRAY.length()) : name;
  }

  private static void readZip(String path, RecordFiles files, Map<String, NpyArray> arrays)
      throws IOException {
    try (InputStream stream = files.open(path)) {
      // Not closed, so that what is behind the last array enters the digest too.
      ZipInputStream zip = new ZipInputStream(new Unclosed(stream));
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(plain(entry.getName()), NpyArray.read(path, entry.getName(), zip));
      }
      stream.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream stream) {
      super(stream);
    }

    @Override
    public void close() {
      // The owner does.
    }
  }

  private static RawRecords part(
      RecordSource source, Map<String, NpyArray> arrays, String inputs, String targets) {
    String path = source.path();
    NpyArray x = arrays.get(inputs);
    NpyArray y = arrays.get(targets);
    if (x.rows() < 2 || y.rows() != x.rows() || y.values().size() != y.rows()) {
      throw RecordFiles.error(
          path,
          "%s is of shape %s, %s of %s".formatted(inputs, x.shape(), targets, y.shape()),
          "one label for each of two records or more");
    }
    Layout layout =
        layout(x.shape())
            .orElseThrow(
                () ->
                    RecordFiles.error(
                        path,
                        "%s is of shape %s".formatted(inputs, x.shape()),
                        "records x features, records x height x width, with channels behind or"
                            + " before them"));
    requireFinite(path, inputs, x);
    requireFinite(path, targets, y);
    LabelColumn.Classes labels = labels(source, targets, y);
    int size = layout.shape().size();
    return new RawRecords(
        layout.shape(),
        source.regression(),
        new RawRecords.Part(
            x.rows(),
            (record, feature) -> x.values().get(record * size + layout.at(feature)),
            labels.labels()),
        RawRecords.Part.NONE,
        x.bytes() ? 255 : 1,
        "",
        new RecordNotes(
            labels.names(),
            x.values().wide() || (source.regression() && y.values().wide()),
            List.of(),
            List.of(),
            0,
            0));
  }

  private static LabelColumn.Classes labels(RecordSource source, String targets, NpyArray y) {
    if (source.regression()) {
      return new LabelColumn.Classes(
          IntStream.range(0, y.rows()).mapToDouble(y.values()::get).toArray(), List.of());
    }
    LabelColumn column = new LabelColumn();
    IntStream.range(0, y.rows()).forEach(row -> column.add(y.values().get(row)));
    return column.classes(source.path(), targets);
  }

  private static void requireFinite(String path, String name, NpyArray array) {
    for (int i = 0; i < array.values().size(); i++) {
      if (!Float.isFinite((float) array.values().get(i))) {
        throw RecordFiles.error(
            path,
            String.format(
                Locale.ROOT,
                "%s has %s in row %d",
                name,
                array.values().get(i),
                i / (array.values().size() / array.rows()) + 1),
            "finite numbers");
      }
    }
  }

  /** How the values of a record lie. */
  private record Layout(FeatureShape shape, boolean channelsLast) {
    int at(int feature) {
      if (!channelsLast) {
        return feature;
      }
      return feature % shape.positions() * shape.channels() + feature / shape.positions();
    }
  }

  private static Optional<Layout> layout(List<Integer> shape) {
    List<Integer> of = shape.subList(Math.min(1, shape.size()), shape.size());
    if (of.isEmpty() || of.size() > 3 || of.contains(0)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (of.size()) {
          case 1 -> new Layout(FeatureShape.vector(of.get(0)), false);
          case 2 -> new Layout(new FeatureShape(1, of.get(0), of.get(1)), false);
          default ->
              of.get(2) <= 4 && of.get(0) > of.get(2)
                  ? new Layout(new FeatureShape(of.get(2), of.get(0), of.get(1)), true)
                  : new Layout(new FeatureShape(of.get(0), of.get(1), of.get(2)), false);
        });
  }
}
