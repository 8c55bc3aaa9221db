package richscale.jobs.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The published tables of an output directory: {@code trials}, {@code measurements}, {@code fits}.
 */
public final class Tables {
  /** Columns of {@code trials} that tell one training from another, width and seed aside. */
  public static final List<String> CONFIGURATION =
      List.of(
          "r",
          "gamma",
          "eta0",
          "depth",
          "batch_size",
          "gauge",
          "activation",
          "architecture",
          "optimizer",
          "trainer",
          "data",
          "steps",
          "probe",
          "measured_steps",
          "observables",
          "data_type",
          "threads");

  private static final StructType TRIAL_FILE =
      StructType.fromDDL(
          "trial_id STRING, width INT, r DOUBLE, seed BIGINT, gamma DOUBLE, eta0 DOUBLE,"
              + " depth INT, batch_size INT, gauge STRING, activation STRING,"
              + " architecture STRING, optimizer STRING, trainer STRING, data STRING, steps INT, probe INT,"
              + " measured_steps STRING, observables STRING, data_type STRING, threads INT, status STRING, reason STRING,"
              + " updates INT, executor STRING, host STRING,"
              + " started_at TIMESTAMP, ended_at TIMESTAMP, train_seconds DOUBLE,"
              + " measure_seconds DOUBLE, measurements"
              + " ARRAY<STRUCT<step: INT, layer: INT, observable: STRING, value: DOUBLE>>");

  private static final String STAGING = "_staging";

  /** Trials whose measurements one task sorts in a few seconds. */
  private static final int SMALL = 5000;

  private final SparkSession spark;
  private final OutputDirectory out;

  /**
   * Opens the tables.
   *
   * @param spark reads and writes them
   * @param out the directory that holds them
   */
  public Tables(SparkSession spark, OutputDirectory out) {
    this.spark = spark;
    this.out = out;
  }

  /**
   * Compacts all trial files into {@code trials} and {@code measurements}.
   *
   * @throws IOException if a table could not be put in its place
   */
  public void compact() throws IOException {
    Dataset<Row> files = trialFiles();
    publish(
        "trials",
        files.drop("measurements"),
        "gauge",
        "activation",
        "depth",
        "gamma",
        "eta0",
        "r",
        "width",
        "seed",
        "trial_id");
    publish(
        "measurements",
        files
            .select(col("trial_id"), explode(col("measurements")).as("m"))
            .select("trial_id", "m.step", "m.layer", "m.observable", "m.value"),
        "observable",
        "layer",
        "step",
        "trial_id");
  }

  /**
   * Returns how a constant is written in the columns of a table.
   *
   * @param constant such as a gauge
   * @return its lower-case name
   */
  public static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the finished trials as they are, before any compaction.
   *
   * @return the columns of {@code trials} and a list {@code measurements}
   */
  public Dataset<Row> trialFiles() {
    return spark.read().schema(TRIAL_FILE).parquet(out.path(TrialStore.DIRECTORY).toString());
  }

  /**
   * Returns rows made on the driver as a table to publish.
   *
   * @param rows the rows
   * @param schema their columns, in DDL
   * @return the table
   */
  public Dataset<Row> of(List<Row> rows, String schema) {
    return spark.createDataFrame(rows, StructType.fromDDL(schema));
  }

  /**
   * Reads a published table.
   *
   * @param name such as {@code measurements}
   * @return its rows
   */
  public Dataset<Row> read(String name) {
    return spark.read().parquet(out.path(name).toString());
  }

  /**
   * Puts new rows in the place of a table.
   *
   * @param name such as {@code fits}
   * @param rows the new rows
   * @param order columns to sort by, so that readers can skip what a filter excludes
   * @throws IOException if the table could not be put in its place
   */
  public void publish(String name, Dataset<Row> rows, String... order) throws IOException {
    spark.sparkContext().setJobDescription("write table " + name);
    out.recoverDirectory(name);
    String staged = STAGING + "/" + name;
    Column[] columns =
        Arrays.stream(order).map(column -> col(column).asc_nulls_first()).toArray(Column[]::new);
    // A total order over partitions reads everything twice, which one partition does not.
    boolean small = out.list(TrialStore.DIRECTORY).size() <= SMALL;
    Dataset<Row> sorted =
        small ? rows.repartition(1).sortWithinPartitions(columns) : rows.orderBy(columns);
    sorted
        .write()
        .mode("overwrite")
        .option("compression", "zstd")
        .parquet(out.path(staged).toString());
    out.replaceDirectory(staged, name);
    out.fileSystem().delete(out.path(STAGING), true);
  }
}
