package richscale.jobs.store;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.float16Type;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REPEATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import richscale.architecture.FeatureShape;
import richscale.data.DataSource;
import richscale.data.RecordReader;
import richscale.spec.DataSpec;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;
import richscale.spec.TableReading;

/** What columns of every logical type are read as, and which files of a directory. */
class ParquetTableTest {
  private static final HadoopFiles FILES = new HadoopFiles(new Configuration());
  private static final Type LABEL = Types.required(PrimitiveTypeName.INT32).named("y");

  @TempDir private Path directory;

  private Path table(
      String name, Map<String, String> metadata, BiConsumer<Integer, Group> fill, Type... columns)
      throws IOException {
    InMemoryFile file = new InMemoryFile();
    MessageType schema = new MessageType("table", columns);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(FILES.configuration())
            .withType(schema)
            .withExtraMetaData(metadata)
            .build()) {
      for (int row = 0; row < 2; row++) {
        Group group = new SimpleGroup(schema);
        fill.accept(row, group);
        writer.write(group);
      }
    }
    Path path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, file.content());
  }

  /** Writes two rows that are the same but for their labels 0 and 1, and reads them. */
  private float[] read(Map<String, String> metadata, Group row, Type... columns)
      throws IOException {
    return read(Map.of(), metadata, row, columns);
  }

  private float[] read(
      Map<String, String> keys, Map<String, String> metadata, Group row, Type... columns)
      throws IOException {
    List<Type> all = new ArrayList<>(List.of(columns));
    all.add(LABEL);
    Path path =
        table(
            "t.parquet",
            metadata,
            (y, group) -> {
              for (Type column : columns) {
                int from = row.getType().getFieldIndex(column.getName());
                for (int i = 0; i < row.getFieldRepetitionCount(from); i++) {
                  copy(row, group, column, from);
                }
              }
              group.add("y", y);
            },
            all.toArray(Type[]::new));
    List<String> spec = new ArrayList<>();
    spec.add("data.source=parquet");
    spec.add("data.path=" + path);
    spec.add("data.label=y");
    spec.add("data.standardise=none");
    keys.forEach((key, value) -> spec.add(key + "=" + value));
    float[] both = DataSource.load(spec(spec), FILES).x();
    float[] values = new float[both.length / 2];
    Arrays.setAll(new Float[values.length], i -> values[i] = both[2 * i]);
    return values;
  }

  private static DataSpec spec(List<String> keys) {
    return SpecReader.parse("", "spec", keys, RecordReader.inspector(FILES))
        .only()
        .settings()
        .data();
  }

  private static void copy(Group row, Group to, Type column, int from) {
    if (!column.isPrimitive()) {
      to.add(column.getName(), row.getGroup(from, 0));
      return;
    }
    switch (column.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> to.add(column.getName(), row.getInteger(from, 0));
      case INT64 -> to.add(column.getName(), row.getLong(from, 0));
      case FLOAT -> to.add(column.getName(), row.getFloat(from, 0));
      case DOUBLE -> to.add(column.getName(), row.getDouble(from, 0));
      case BOOLEAN -> to.add(column.getName(), row.getBoolean(from, 0));
      default -> to.add(column.getName(), row.getBinary(from, 0));
    }
  }

  private static Type column(String name, PrimitiveTypeName type) {
    return Types.primitive(type, OPTIONAL).named(name);
  }

  @Test
  void logicalTypesDecideWhatANumberIs() throws IOException {
    Type[] columns = {
      column("int32", PrimitiveTypeName.INT32),
      column("int64", PrimitiveTypeName.INT64),
      column("float", PrimitiveTypeName.FLOAT),
      column("double", PrimitiveTypeName.DOUBLE),
      column("boolean", PrimitiveTypeName.BOOLEAN),
      Types.primitive(PrimitiveTypeName.INT32, OPTIONAL).as(intType(8, true)).named("int8"),
      Types.primitive(PrimitiveTypeName.INT32, OPTIONAL).as(intType(32, false)).named("uint32"),
      Types.primitive(PrimitiveTypeName.INT64, OPTIONAL).as(intType(64, false)).named("uint64"),
      Types.primitive(PrimitiveTypeName.INT32, OPTIONAL).as(decimalType(1, 5)).named("decimal32"),
      Types.primitive(PrimitiveTypeName.INT64, OPTIONAL).as(decimalType(2, 12)).named("decimal64"),
      Types.primitive(PrimitiveTypeName.BINARY, OPTIONAL).as(decimalType(3, 30)).named("decimal"),
      Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, OPTIONAL)
          .length(2)
          .as(float16Type())
          .named("half"),
      Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, OPTIONAL)
          .length(2)
          .as(float16Type())
          .named("small"),
    };
    Group row = new SimpleGroup(new MessageType("table", columns));
    row.add("int32", -7);
    row.add("int64", 1L << 40);
    row.add("float", 0.5f);
    row.add("double", 0.1);
    row.add("boolean", true);
    row.add("int8", -3);
    row.add("uint32", -5);
    row.add("uint64", -1L);
    row.add("decimal32", 15);
    row.add("decimal64", -1234L);
    row.add(
        "decimal",
        Binary.fromConstantByteArray(new BigInteger("12345678901234567890").toByteArray()));
    // -1.5 and the least positive number, 2^-24.
    row.add("half", Binary.fromConstantByteArray(new byte[] {0x00, (byte) 0xbe}));
    row.add("small", Binary.fromConstantByteArray(new byte[] {0x01, 0x00}));
    assertThat(read(Map.of(), row, columns))
        .containsExactly(
            -7,
            Math.scalb(1f, 40),
            0.5f,
            0.1f,
            1,
            -3,
            (float) 4294967291.0,
            (float) Math.scalb(1.0, 64),
            1.5f,
            -12.34f,
            (float) 1.2345678901234568e16,
            -1.5f,
            (float) Math.scalb(1.0, -24));
  }

  @TestFactory
  Stream<DynamicTest> whatIsNoNumberIsRefusedByName() {
    return Map.<Type, String>of(
            Types.primitive(PrimitiveTypeName.INT32, OPTIONAL).as(dateType()).named("x"),
            "DATE",
            Types.primitive(PrimitiveTypeName.INT64, OPTIONAL)
                .as(timestampType(true, TimeUnit.MICROS))
                .named("x"),
            "TIMESTAMP(MICROS,true)",
            column("x", PrimitiveTypeName.BINARY),
            "bytes",
            Types.primitive(PrimitiveTypeName.INT32, REPEATED).named("x"),
            "no single values",
            Types.optionalGroup().addField(column("z", PrimitiveTypeName.INT32)).named("x"),
            "no single values")
        .entrySet()
        .stream()
        .map(
            wrong ->
                DynamicTest.dynamicTest(
                    wrong.getKey().toString(),
                    () ->
                        assertThatThrownBy(
                                () ->
                                    read(
                                        Map.of(),
                                        new SimpleGroup(new MessageType("table", wrong.getKey())),
                                        wrong.getKey()))
                            .isInstanceOf(SpecException.class)
                            .hasMessageEndingWith(
                                "t.parquet: column x holds no numbers (%s); expected numbers, or"
                                    + " booleans, in every column, or data.drop = [x]",
                                wrong.getValue())));
  }

  /** They could give the label away. */
  @Test
  void theRowLabelsOfPandasAreNoFeature() throws IOException {
    Type[] columns = {
      column("a", PrimitiveTypeName.DOUBLE), column("__index_level_0__", PrimitiveTypeName.INT64)
    };
    Group row = new SimpleGroup(new MessageType("table", columns));
    row.add("a", 2.0);
    row.add("__index_level_0__", 5L);
    assertThat(
            read(
                Map.of("pandas", "{\"index_columns\": [\"__index_level_0__\"], \"columns\": []}"),
                row,
                columns))
        .containsExactly(2);
    assertThat(read(Map.of("pandas", "{\"index_columns\": [{\"kind\": \"range\"}]}"), row, columns))
        .hasSize(2);
  }

  @Test
  void aMissingValueIsNamed() {
    Type column = column("a", PrimitiveTypeName.DOUBLE);
    assertThatThrownBy(
            () -> read(Map.of(), new SimpleGroup(new MessageType("table", column)), column))
        .hasMessageEndingWith(
            "t.parquet: 2 cells have no value; row 1 has no value in column a; expected a number in"
                + " every cell, or data.missing = drop (their rows) or mean");
  }

  @Test
  void aColumnThatIsDroppedMayHoldAnything() throws IOException {
    Type[] columns = {
      column("a", PrimitiveTypeName.FLOAT),
      Types.primitive(PrimitiveTypeName.INT32, OPTIONAL).as(dateType()).named("day")
    };
    Group row = new SimpleGroup(new MessageType("table", columns));
    row.add("a", 3f);
    assertThat(read(Map.of("data.drop", "[day]"), Map.of(), row, columns)).containsExactly(3);
  }

  @Test
  void namesAreClassesAndTextsNoFeatures() throws IOException {
    Type text = Types.primitive(PrimitiveTypeName.BINARY, OPTIONAL).as(stringType()).named("s");
    Path path =
        table(
            "t.parquet",
            Map.of(),
            (row, group) -> {
              group.add("s", row == 0 ? "\u00fcber" : "alles");
              group.add("y", row);
            },
            text,
            LABEL);
    assertThatThrownBy(() -> facts(path.toString(), "s"))
        .hasMessageContaining("every row has another name in column s");
    assertThatThrownBy(() -> facts(path.toString(), "y"))
        .hasMessageEndingWith(
            "row 1 has '\u00fcber' in column s; expected a number, or data.drop = [s]");
  }

  private static RecordFacts facts(String path, String label, String... drop) {
    return RecordReader.inspector(FILES)
        .inspect(
            new RecordSource(
                RecordSource.Format.PARQUET,
                path,
                label,
                false,
                new TableReading(
                    List.of(),
                    List.of(drop),
                    TableReading.Missing.REFUSE,
                    TableReading.Separator.AUTO)));
  }

  private Path numbers(String name) throws IOException {
    return table(
        name,
        Map.of(),
        (row, group) -> group.append("a", 0.5 + row).add("y", row),
        Types.required(PrimitiveTypeName.DOUBLE).named("a"),
        LABEL);
  }

  /** As Spark and file managers leave them. */
  @Test
  void hiddenFilesAreNoPartAndNestedOnesAre() throws IOException {
    numbers("d/part-0.parquet");
    numbers("d/more/part-1.PARQUET");
    numbers("d/part-2.parq");
    numbers("d/._part-0.parquet");
    numbers("d/_temporary/part-0.parquet");
    numbers("d/.hidden/part-0.parquet");
    Files.writeString(directory.resolve("d/_SUCCESS"), "");
    assertThat(facts(directory.resolve("d").toString(), "y").trainingCount(List.of())).isEqualTo(6);
    assertThat(facts(directory + "/d/part-*.parq*", "y").trainingCount(List.of())).isEqualTo(4);
  }

  @Test
  void partsOfADataSetAreTrainingAndTestRecords() throws IOException {
    numbers("d/data/train-00000-of-00002.parquet");
    numbers("d/data/train-00001-of-00002.parquet");
    numbers("d/data/test-00000-of-00001.parquet");
    RecordFacts facts = facts(directory.resolve("d").toString(), "y");
    assertThat(facts.trainingCount(List.of())).isEqualTo(4);
    assertThat(facts.testCount(List.of())).isEqualTo(2);
    numbers("d/other.parquet");
    assertThatThrownBy(() -> facts(directory.resolve("d").toString(), "y"))
        .hasMessageContaining("other.parquet lies beside files of parts of a data set");
  }

  @Test
  void aPartitionedTableIsRefusedAndNotReadInHalf() throws IOException {
    numbers("d/y=0/part-0.parquet");
    numbers("d/y=1/part-0.parquet");
    assertThatThrownBy(() -> facts(directory.resolve("d").toString(), "y"))
        .hasMessageContaining(
            "d/y=0/part-0.parquet: it lies in a directory that says a value of a column");
    // A directory above the table is nobody's column.
    numbers("r=0.5/d/part-0.parquet");
    assertThat(facts(directory.resolve("r=0.5/d").toString(), "y").trainingCount(List.of()))
        .isEqualTo(2);
  }

  @Test
  void nothingThereIsSaid() throws IOException {
    Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> facts(directory.resolve("empty").toString(), "y"))
        .hasMessageContaining("there is no Parquet file");
    assertThatThrownBy(() -> facts(directory.resolve("none").toString(), "y"))
        .hasMessageContaining("there is no such file or directory");
  }

  @Test
  void imagesOfAHubAreDecoded() throws IOException {
    Type image =
        Types.optionalGroup()
            .addField(column("bytes", PrimitiveTypeName.BINARY))
            .addField(
                Types.primitive(PrimitiveTypeName.BINARY, OPTIONAL).as(stringType()).named("path"))
            .named("img");
    Type label = Types.optional(PrimitiveTypeName.INT64).named("fine");
    Type other = Types.optional(PrimitiveTypeName.INT64).named("coarse");
    Path path =
        table(
            "t.parquet",
            Map.of(),
            (row, group) -> {
              group
                  .addGroup("img")
                  .append("bytes", Binary.fromConstantByteArray(png(0x010203 + row)))
                  .append("path", "x.png");
              group.append("fine", (long) row).append("coarse", 0L);
            },
            image,
            label,
            other);
    assertThatThrownBy(() -> facts(path.toString(), "fine"))
        .hasMessageEndingWith(
            "t.parquet: column img holds images beside [fine, coarse]; expected one column of images"
                + " and the label: data.columns = [img]");
    RecordFacts facts = facts(path.toString(), "fine", "coarse");
    assertThat(facts.shape()).isEqualTo(new FeatureShape(3, 1, 1));
    assertThat(facts.training()).containsExactly(1, 1);
    float[] x =
        DataSource.load(
                spec(
                    List.of(
                        "data.source=parquet",
                        "data.path=" + path,
                        "data.label=fine",
                        "data.drop=[coarse]",
                        "data.standardise=none")),
                FILES)
            .x();
    assertThat(x)
        .containsExactlyInAnyOrder(1 / 255f, 1 / 255f, 2 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
  }

  private static byte[] png(int rgb) {
    try {
      BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, rgb);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDamagedFileIsSaidInOneLine() throws IOException {
    Path path = numbers("t.parquet");
    byte[] content = Files.readAllBytes(path);
    content[content.length / 3] ^= 0x55;
    content[content.length / 3 + 1] ^= 0x55;
    Files.write(path, content);
    assertThatThrownBy(() -> facts(path.toString(), "y"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("t.parquet: cannot be read (")
        .hasMessageNotContainingAny("InMemory", "[B@", "\n");
    Files.write(path, "a,y\n1,0\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> facts(path.toString(), "y"))
        .hasMessageContaining("t.parquet: cannot be read (")
        .hasMessageNotContainingAny("InMemory", "[B@", "\n");
  }
}
