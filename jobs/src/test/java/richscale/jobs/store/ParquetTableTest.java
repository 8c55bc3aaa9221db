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

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import richscale.data.DataFiles;
import richscale.spec.SpecException;

/** What columns of every logical type are read as. */
class ParquetTableTest {
  private static final Configuration HADOOP = new Configuration();

  private static DataFiles.Table read(Map<String, String> metadata, Group row, Type... columns)
      throws IOException {
    InMemoryFile file = new InMemoryFile();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(HADOOP)
            .withType(new MessageType("table", columns))
            .withExtraMetaData(metadata)
            .build()) {
      writer.write(row);
    }
    return ParquetTable.read("t.parquet", file.content(), HADOOP);
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
    DataFiles.Table table = read(Map.of(), row, columns);
    assertThat(table.columns()).containsExactlyElementsOf(names(columns));
    assertThat(table.rows().get(0))
        .containsExactly(
            -7,
            1L << 40,
            0.5,
            0.1,
            1,
            -3,
            4294967291.0,
            Math.scalb(1.0, 64),
            1.5,
            -12.34,
            1.2345678901234568e16,
            -1.5,
            Math.scalb(1.0, -24));
  }

  private static List<String> names(Type... columns) {
    return Stream.of(columns).map(Type::getName).toList();
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
            Types.primitive(PrimitiveTypeName.BINARY, OPTIONAL).as(stringType()).named("x"),
            "STRING",
            column("x", PrimitiveTypeName.BINARY),
            "bytes",
            Types.primitive(PrimitiveTypeName.INT32, REPEATED).named("x"),
            "no single values",
            Types.optionalGroup().addField(column("y", PrimitiveTypeName.INT32)).named("x"),
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
                            .hasMessage(
                                "t.parquet: column x holds no numbers (%s); expected numbers, or"
                                    + " booleans, in every column",
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
    DataFiles.Table table =
        read(
            Map.of("pandas", "{\"index_columns\": [\"__index_level_0__\"], \"columns\": []}"),
            row,
            columns);
    assertThat(table.columns()).containsExactly("a");
    assertThat(table.rows().get(0)).containsExactly(2.0);
    assertThat(
            read(Map.of("pandas", "{\"index_columns\": [{\"kind\": \"range\"}]}"), row, columns)
                .columns())
        .hasSize(2);
  }

  @Test
  void aMissingValueIsNamed() {
    Type column = column("a", PrimitiveTypeName.DOUBLE);
    assertThatThrownBy(
            () -> read(Map.of(), new SimpleGroup(new MessageType("table", column)), column))
        .hasMessage("t.parquet: row 1 has no value in column a; expected a number in every row");
  }
}
