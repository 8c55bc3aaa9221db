package richscale.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import richscale.architecture.FeatureShape;
import richscale.spec.RecordNotes;
import richscale.spec.RecordSource;
import richscale.spec.TableReading;

/**
 * Takes the cells of a table, row after row and from one file or several, and keeps what the source
 * wants of it: the label and the features, as compactly as they allow.
 */
final class TableRows implements TableSink {
  private final RecordSource source;
  private final List<String> ignored = new ArrayList<>();
  private final LabelColumn classes = new LabelColumn();
  private final NumberColumn numbers = new NumberColumn();
  private final PixelRows images = new PixelRows();
  private Optional<List<String>> columns = Optional.empty();
  private NumberColumn[] features = new NumberColumn[0];
  private int label = -1;
  private int rows;
  private String path = "";
  private int rowOfFile;

  private boolean incomplete;
  private int dropped;
  private int missing;
  private String firstMissing = "";

  TableRows(RecordSource source) {
    this.source = source;
  }

  @Override
  public List<String> open(String file, List<String> there) {
    path = file;
    rowOfFile = 0;
    List<String> wanted = wanted(there);
    List<String> first = columns.orElse(wanted);
    if (!first.equals(wanted)) {
      throw RecordFiles.error(
          file,
          "columns %s".formatted(String.join(", ", wanted)),
          "those of the other files, %s".formatted(String.join(", ", first)));
    }
    if (columns.isEmpty()) {
      columns = Optional.of(List.copyOf(wanted));
      label = wanted.indexOf(source.label());
      features =
          Stream.generate(NumberColumn::new).limit(wanted.size()).toArray(NumberColumn[]::new);
    }
    return wanted;
  }

  private List<String> wanted(List<String> there) {
    TableReading table = source.table();
    if (!there.contains(source.label())) {
      throw RecordFiles.error(
          path,
          "there is no column %s".formatted(source.label()),
          "data.label = one of %s".formatted(String.join(", ", there)));
    }
    Stream.concat(table.columns().stream(), table.drop().stream())
        .filter(name -> !there.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw RecordFiles.error(
                  path,
                  "there is no column %s".formatted(name),
                  "data.columns and data.drop of %s".formatted(String.join(", ", there)));
            });
    List<String> wanted =
        there.stream()
            .filter(name -> !table.drop().contains(name))
            .filter(
                name ->
                    table.columns().isEmpty()
                        || name.equals(source.label())
                        || table.columns().contains(name))
            .toList();
    if (wanted.size() < 2) {
      throw RecordFiles.error(path, "there is no feature beside the label", "two columns or more");
    }
    return wanted;
  }

  @Override
  public void ignore(String what) {
    if (!ignored.contains(what)) {
      ignored.add(what);
    }
  }

  @Override
  public void number(int column, double value) {
    if (Double.isNaN(value)) {
      missing(column, "NaN");
    } else if (column != label) {
      features[column].add(finite(column, value));
    } else if (source.regression()) {
      numbers.add(finite(column, value));
    } else {
      classes.add(value);
    }
  }

  private double finite(int column, double value) {
    if (!Float.isFinite((float) value)) {
      throw cell(column, String.valueOf(value), "a finite number, at most 3e38");
    }
    return value;
  }

  @Override
  public void text(int column, String text) {
    if (column == label && !source.regression()) {
      classes.add(text);
    } else {
      throw cell(
          column,
          "'%s'".formatted(text),
          column == label
              ? "a number, or data.task = classification"
              : "a number, or data.drop = [%s]".formatted(name(column)));
    }
  }

  @Override
  public void image(int column, byte[] encoded) {
    if (column == label || columns.orElseThrow().size() > 2) {
      throw RecordFiles.error(
          path,
          "column %s holds images beside %s"
              .formatted(
                  name(column),
                  columns.orElseThrow().stream()
                      .filter(other -> !other.equals(name(column)))
                      .toList()),
          "one column of images and the label: data.columns = [%s]".formatted(name(column)));
    }
    images.add(path, String.format(Locale.ROOT, "row %d has ", rowOfFile + 1), encoded);
  }

  @Override
  public void missing(int column, String text) {
    if (missing == 0) {
      firstMissing =
          String.format(
              Locale.ROOT,
              "row %d has %s in column %s",
              rowOfFile + 1,
              text.isEmpty() ? "no value" : "'%s'".formatted(text),
              name(column));
    }
    missing++;
    if (column == label && source.table().missing() != TableReading.Missing.DROP) {
      throw cell(
          column,
          text.isEmpty() ? "no value" : "'%s'".formatted(text),
          "a label in every row, or data.missing = drop");
    }
    incomplete = true;
    features[column].add(Double.NaN);
  }

  private RuntimeException cell(int column, String what, String wanted) {
    return RecordFiles.error(
        path,
        String.format(Locale.ROOT, "row %d has %s in column %s", rowOfFile + 1, what, name(column)),
        wanted);
  }

  private String name(int column) {
    return columns.orElseThrow().get(column);
  }

  @Override
  public void endRow() {
    rowOfFile++;
    if (incomplete && source.table().missing() == TableReading.Missing.DROP) {
      Arrays.stream(features).forEach(column -> column.truncate(rows));
      classes.truncate(rows);
      numbers.truncate(rows);
      images.truncate(rows);
      dropped++;
    } else {
      rows++;
    }
    incomplete = false;
  }

  /** Returns the records; nothing can be added afterwards. */
  RawRecords records(String digest) {
    if (missing > 0 && source.table().missing() == TableReading.Missing.REFUSE) {
      throw RecordFiles.error(
          source.path(),
          missing == 1
              ? firstMissing
              : String.format(Locale.ROOT, "%,d cells have no value; %s", missing, firstMissing),
          "a number in every cell, or data.missing = drop (their rows) or mean");
    }
    if (rows < 2) {
      throw RecordFiles.error(
          source.path(),
          String.format(Locale.ROOT, "%d rows", rows)
              + (dropped > 0
                  ? String.format(Locale.ROOT, " once %d with missing values are left out", dropped)
                  : ""),
          "at least two rows");
    }
    LabelColumn.Classes labels =
        source.regression()
            ? new LabelColumn.Classes(
                IntStream.range(0, rows).mapToDouble(numbers::get).toArray(), List.of())
            : classes.classes(source.path(), source.label());
    if (!source.regression()) {
      requireClasses(labels);
    }
    int[] chosen =
        IntStream.range(0, features.length)
            .filter(column -> column != label && features[column].size() == rows)
            .toArray();
    NumberColumn[] used =
        Arrays.stream(chosen).mapToObj(i -> features[i]).toArray(NumberColumn[]::new);
    boolean pixels = !images.isEmpty();
    if (pixels && missing > dropped) {
      throw RecordFiles.error(
          source.path(), firstMissing, "an image in every row, or data.missing = drop");
    }
    RecordNotes notes =
        new RecordNotes(
            labels.names(),
            numbers.wide() || Arrays.stream(used).anyMatch(NumberColumn::wide),
            Arrays.stream(chosen).filter(i -> features[i].constant()).mapToObj(this::name).toList(),
            ignored,
            dropped,
            source.table().missing() == TableReading.Missing.MEAN ? missing : 0);
    return new RawRecords(
        pixels ? images.shape() : FeatureShape.vector(used.length),
        source.regression(),
        pixels
            ? images.part(labels.labels())
            : new RawRecords.Part(
                rows, (record, feature) -> used[feature].get(record), labels.labels()),
        RawRecords.Part.NONE,
        pixels ? 255 : 1,
        digest,
        notes);
  }

  private void requireClasses(LabelColumn.Classes labels) {
    if (Arrays.stream(labels.labels()).distinct().count() < 2) {
      throw RecordFiles.error(
          source.path(),
          "all rows have %s in column %s"
              .formatted(
                  labels.names().isEmpty()
                      ? String.valueOf((long) labels.labels()[0])
                      : labels.names().get(0),
                  source.label()),
          "at least two classes");
    }
  }
}
