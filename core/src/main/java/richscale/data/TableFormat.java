package richscale.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import richscale.spec.RecordSource;

/** Tables: one column to be predicted, all others features, or one of images. */
final class TableFormat {
  private static final String TRAINING = "train";
  private static final String TEST = "test";
  private static final List<String> SPLITS = List.of(TRAINING, TEST, "validation");

  private TableFormat() {}

  static RawRecords read(RecordSource source, RecordFiles files) {
    if (source.format() == RecordSource.Format.CSV) {
      TableRows rows = new TableRows(source);
      CsvFormat.read(source.path(), source.table().separator(), files, rows);
      return rows.records(files.digest());
    }
    return parquet(source, files);
  }

  private static RawRecords parquet(RecordSource source, RecordFiles files) {
    String path = source.path();
    Map<String, List<String>> splits = splits(path, parts(path, files));
    if (splits.size() == 1) {
      TableRows rows = rows(source, files, splits.values().iterator().next());
      return rows.records(files.digest());
    }
    if (!splits.containsKey(TRAINING) || !splits.containsKey(TEST)) {
      throw RecordFiles.error(
          path,
          "its files are parts %s of a data set".formatted(String.join(", ", splits.keySet())),
          "train-*.parquet and test-*.parquet, or the path of the files of one part");
    }
    TableRows training = rows(source, files, splits.get(TRAINING));
    TableRows test = rows(source, files, splits.get(TEST));
    if (splits.size() > 2) {
      training.ignore("the files validation-*");
    }
    return RawRecords.united(training.records(""), test.records(""), path, files.digest());
  }

  private static List<String> parts(String path, RecordFiles files) {
    try {
      List<String> all = files.files().list(path);
      List<String> parts =
          all.stream()
              .filter(file -> file.toLowerCase(Locale.ROOT).matches(".*\\.(parquet|parq|pq)"))
              .toList();
      if (parts.isEmpty() && all.equals(List.of(path))) {
        // Whatever it is called, the user says that it is one.
        return List.of(path);
      }
      if (parts.isEmpty()) {
        throw RecordFiles.error(
            path, "there is no Parquet file", "a file, or a directory of files *.parquet");
      }
      return parts;
    } catch (FileNotFoundException e) {
      throw RecordFiles.error(path, "there is no such file or directory", "the place of the data");
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }

  /** Groups files by the part of a data set that their names say they are, as hubs name them. */
  private static Map<String, List<String>> splits(String path, List<String> parts) {
    Map<String, List<String>> splits =
        parts.stream()
            .collect(Collectors.groupingBy(TableFormat::split, TreeMap::new, Collectors.toList()));
    if (splits.size() > 1 && splits.containsKey("")) {
      throw RecordFiles.error(
          path,
          "%s lies beside files of parts of a data set"
              .formatted(RecordFiles.nameOf(splits.get("").get(0))),
          "train-*.parquet and test-*.parquet alone, or other names");
    }
    for (String part : parts) {
      String below = part.substring(Math.min(part.length(), path.length()));
      if (below.matches(".*[^/=]=[^/]*/.*")) {
        throw RecordFiles.error(
            part,
            "it lies in a directory that says a value of a column",
            "columns in the files: write the table without partitions");
      }
    }
    return splits;
  }

  private static String split(String file) {
    String name = RecordFiles.nameOf(file);
    return SPLITS.stream()
        .filter(split -> name.matches(split + "([-._].*)?\\.\\w+"))
        .findFirst()
        .orElse("");
  }

  private static TableRows rows(RecordSource source, RecordFiles files, List<String> parts) {
    TableRows rows = new TableRows(source);
    for (String part : parts) {
      try {
        files.files().parquet(part, files.read(part), rows);
      } catch (IOException e) {
        throw RecordFiles.unreadable(part, e);
      }
    }
    return rows;
  }
}
