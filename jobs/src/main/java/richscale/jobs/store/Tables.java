package richscale.jobs.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import richscale.spec.TrialField;

/**
 * The published tables of an output directory: {@code trials}, {@code measurements}, {@code fits}.
 */
public final class Tables {
  /** Columns of {@code trials} that tell one training from another, width and seed aside. */
  public static final List<String> CONFIGURATION =
      TrialField.configuration().stream().map(TrialField::column).toList();

  private static final String STAGING = "_staging";

  /** The one file of a table that is replaced. */
  private static final String ONLY = "part-00000.parquet";

  private final SparkSession spark;
  private final OutputDirectory out;
  private final SweepLock lock;

  /** Columns of what was published here: asking the files takes a job each time. */
  private final Map<String, StructType> published = new ConcurrentHashMap<>();

  /**
   * Opens the tables.
   *
   * @param spark reads and writes them
   * @param out the directory that holds them
   * @param lock held while they change
   */
  public Tables(SparkSession spark, OutputDirectory out, SweepLock lock) {
    this.spark = spark;
    this.out = out;
    this.lock = lock;
  }

  /**
   * Returns the columns of a configuration but one.
   *
   * @param left the column that is left out, such as {@code r}
   * @return all others
   */
  public static List<String> configurationWithout(String left) {
    return CONFIGURATION.stream().filter(column -> !column.equals(left)).toList();
  }

  /**
   * Compacts new trial files into {@code trials} and {@code measurements}.
   *
   * @throws IOException if a file could not be put in its place
   */
  public void compact() throws IOException {
    lock.requireHeld();
    Compaction.run(JavaSparkContext.fromSparkContext(spark.sparkContext()), out);
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
   * @throws UncheckedIOException if the directory cannot be listed
   */
  public Dataset<Row> read(String name) {
    // Of the files there those that were written here, and from a path that is no pattern.
    DataFrameReader reader =
        spark
            .read()
            .option("__globPaths__", "false")
            .option("pathGlobFilter", "{%s}".formatted(String.join(",", own(name))));
    String path = out.path(name).toString();
    if (name.equals("measurements")) {
      return reader.schema(Schemas.forSpark(Schemas.MEASUREMENTS)).parquet(path);
    }
    if (!name.equals("trials")) {
      StructType schema = published.get(name);
      return (schema == null ? reader : reader.schema(schema)).parquet(path);
    }
    Dataset<Row> trials = reader.schema(Schemas.forSpark(Schemas.TRIALS)).parquet(path);
    for (TrialField field : TrialField.values()) {
      if (field.byDefault().isPresent()) {
        Column there = col(field.column());
        // Earlier versions wrote conjugate-kernel.
        Column value =
            field.type() == TrialField.Type.CONSTANT ? translate(there, "-", "_") : there;
        trials = trials.withColumn(field.column(), coalesce(value, lit(field.byDefault().get())));
      }
    }
    return trials;
  }

  private List<String> own(String name) {
    try {
      return files(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files of a table. */
  private List<String> files(String name) throws IOException {
    return Compaction.TABLES.contains(name)
        ? Compaction.files(new TrialStore(out).archives())
        : List.of(ONLY);
  }

  /**
   * Finds files that lie in tables and were not written here, such as copies.
   *
   * @return their names in the directory; they are never read
   * @throws IOException if it cannot be listed
   */
  public List<String> strayFiles() throws IOException {
    List<String> stray = new ArrayList<>();
    for (String table : List.of("trials", "measurements", "fits", "rates", "claims", "regimes")) {
      List<String> own = files(table);
      for (FileStatus file : out.list(table)) {
        String name = file.getPath().getName();
        if (!own.contains(name) && !name.startsWith(".") && !name.startsWith("_")) {
          stray.add(table + "/" + name);
        }
      }
    }
    return stray;
  }

  /**
   * Puts new rows in the place of a table: one file, replaced at once.
   *
   * @param name such as {@code fits}
   * @param rows the new rows
   * @param order columns to sort by, so that readers can skip what a filter excludes
   * @throws IOException if the table could not be put in its place
   */
  public void publish(String name, Dataset<Row> rows, String... order) throws IOException {
    spark.sparkContext().setJobDescription("write table " + name);
    Column[] columns =
        Arrays.stream(order).map(column -> col(column).asc_nulls_first()).toArray(Column[]::new);
    rows.repartition(1)
        .sortWithinPartitions(columns)
        .write()
        .mode("overwrite")
        .option("compression", "zstd")
        .parquet(out.path(STAGING).toString());
    String written =
        out.list(STAGING).stream()
            .map(file -> file.getPath().getName())
            .filter(file -> file.endsWith(".parquet"))
            .findFirst()
            .orElseThrow(() -> new IOException("Spark wrote no file of the table " + name));
    lock.requireHeld();
    out.move(STAGING + "/" + written, name + "/" + ONLY);
    out.fileSystem().delete(out.path(STAGING), true);
    published.put(name, rows.schema());
  }
}
