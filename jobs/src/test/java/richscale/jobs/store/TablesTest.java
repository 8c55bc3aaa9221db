package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import richscale.jobs.store.TableSchema.Kind;
import richscale.spec.FitSettings;
import richscale.trial.TrialStatus;

class TablesTest {
  private static final TableSchema SCHEMA =
      new TableSchema(List.of())
          .with(Kind.TEXT, "name")
          .with(Kind.INT, "width")
          .with(Kind.LONG, "seed")
          .with(Kind.REAL, "value")
          .with(Kind.FLAG, "at_edge");

  private static final FitSettings SETTINGS = new FitSettings(0.95, 1000, 0.1);

  @TempDir private Path directory;
  private OutputDirectory out;

  @BeforeEach
  void open() {
    out = OutputDirectory.open(directory.toString(), new Configuration());
  }

  private void write(String table, Map<String, String> metadata, Object[]... rows)
      throws IOException {
    out.writeWhole(
        table + "/part-00000.parquet",
        RowWriter.encode(
            SCHEMA, metadata, Arrays.asList(rows).iterator(), out.fileSystem().getConf()));
  }

  @Test
  void whatIsWrittenIsReadAndAbsentValuesStayAbsent() throws IOException {
    Object[] full = {"r\u00fcck", -7, 1L << 40, -0.0, true};
    Object[] empty = {null, null, null, null, null};
    write("t", Map.of(), full, empty);
    List<Row> rows = Tables.read(out, "t", row -> true);
    assertThat(rows.get(0).values())
        .containsExactlyElementsOf(Arrays.stream(full).map(Optional::of).toList());
    assertThat(rows.get(1).values()).hasSize(5).allMatch(Optional::isEmpty);
    assertThat(rows.get(0).text("name")).isEqualTo("r\u00fcck");
    assertThat(rows.get(1).text("name")).isEmpty();
    assertThat(Tables.read(out, "t", row -> row.find("width").isEmpty())).hasSize(1);
    assertThatThrownBy(() -> rows.get(0).find("nothing"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rows.get(1).integer("width"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tables.read(out, "u", row -> true))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void rowsAreOrderedByColumnsAbsentValuesFirst() {
    Object[] a = {"a", 2, 0L, 0.0, true};
    Object[] b = {"a", 10, 0L, 0.0, false};
    Object[] c = {"b", null, 0L, 0.0, false};
    Object[] d = {"b", 1, 0L, 0.0, false};
    Object[] e = {null, 5, 0L, 0.0, false};
    List<Object[]> rows = Arrays.asList(d, b, a, e, c);
    rows.sort(SCHEMA.order(List.of("name", "width")));
    assertThat(rows).containsExactly(e, a, b, c, d);
  }

  @Test
  void tablesAreCurrentUntilTrialsOrSettingsChange() throws IOException {
    out.makeDirectory(TrialStore.DIRECTORY);
    MadeOf before = MadeOf.of(out, SETTINGS);
    assertThat(MadeOf.told(out, "fits")).isEmpty();
    write("fits", Map.of(MadeOf.KEY, before.digest()));
    assertThat(MadeOf.told(out, "fits")).contains(before);
    assertThat(MadeOf.of(out, SETTINGS)).isEqualTo(before);
    assertThat(MadeOf.of(out, new FitSettings(0.99, 1000, 0.1))).isNotEqualTo(before);
    new TrialStore(out).write(StoreTest.record(1, TrialStatus.COMPLETED));
    MadeOf more = MadeOf.of(out, SETTINGS);
    assertThat(more).isNotEqualTo(before);
    Files.createDirectories(directory.resolve("_archive"));
    Files.writeString(directory.resolve("_archive/00001.parquet"), "longer");
    assertThat(MadeOf.of(out, SETTINGS)).isNotEqualTo(more);
  }
}
