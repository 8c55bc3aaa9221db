package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import richscale.spec.FitSettings;
import richscale.spec.TrialField;
import scala.Tuple2;

/**
 * The published tables of an output directory: {@code trials}, {@code measurements}, {@code fits}.
 */
public final class Tables {
  /** Columns of {@code trials} that tell one training from another, width and seed aside. */
  public static final List<String> CONFIGURATION =
      TrialField.configuration().stream().map(TrialField::column).toList();

  /** The same with the width, which is the axis of a fit unless a spec says otherwise. */
  public static final List<String> BESIDE_ANY_AXIS =
      Stream.concat(CONFIGURATION.stream(), Stream.of("width")).toList();

  private static final String STAGING = "_staging";

  /** The one file of a table that is replaced. */
  static final String ONLY = "part-00000.parquet";

  private final JavaSparkContext spark;
  private final OutputDirectory out;
  private final SweepLock lock;
  private final boolean pooled;

  /**
   * Opens the tables.
   *
   * @param spark reads and writes them
   * @param out the directory that holds them
   * @param lock held while they change
   */
  public Tables(JavaSparkContext spark, OutputDirectory out, SweepLock lock) {
    this(spark, out, lock, false);
  }

  private Tables(JavaSparkContext spark, OutputDirectory out, SweepLock lock, boolean pooled) {
    this.spark = spark;
    this.out = out;
    this.lock = lock;
    this.pooled = pooled;
  }

  /** {@return the same tables, whose trials are analysed as if one device had trained them all} */
  public Tables ofAllDevices() {
    return new Tables(spark, out, lock, true);
  }

  /** {@return the directory that holds them: the output directory} */
  public OutputDirectory out() {
    return out;
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
    Compaction.run(spark, out);
  }

  /** What an analysis makes of a part. */
  @FunctionalInterface
  public interface PartReader<T> extends Serializable {
    /**
     * Reads a part.
     *
     * @param part some trials with all that they measured
     * @return what it makes of them
     * @throws IOException if a file cannot be read
     */
    Iterator<T> read(TablePart part) throws IOException;
  }

  /**
   * Analyses all trials, a task for each file of the tables {@code trials} and {@code
   * measurements}.
   *
   * @param reader what is made of each part
   * @param <T> what that is
   * @return all of it
   * @throws IOException if the directory cannot be listed
   */
  public <T> JavaRDD<T> analyse(PartReader<T> reader) throws IOException {
    List<String> own = files("trials");
    List<String> parts =
        out.list("trials").stream()
            .map(file -> file.getPath().getName())
            .filter(own::contains)
            .map(Compaction::archive)
            .sorted()
            .toList();
    String location = out.location();
    boolean allDevices = pooled;
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    return spark
        .parallelize(parts, Math.max(1, parts.size()))
        .flatMap(
            part ->
                reader.read(
                    new TablePart(
                        OutputDirectory.open(location, hadoop.value().value()), part, allDevices)));
  }

  /** What an analysis makes of a part, by key. */
  @FunctionalInterface
  public interface PartGrouper<K, V> extends Serializable {
    /**
     * Reads a part.
     *
     * @param part some trials with all that they measured
     * @return what it makes of them, few objects to send around
     * @throws IOException if a file cannot be read
     */
    Map<K, V> read(TablePart part) throws IOException;
  }

  /**
   * Analyses all trials, and unites what was made of parts where they have the same key.
   *
   * @param grouper what is made of each part
   * @param united makes one of two values
   * @param <K> what is told apart
   * @param <V> what is made of it
   * @return all of it, spread over all cores however few the parts are
   * @throws IOException if the directory cannot be listed
   */
  public <K, V> JavaPairRDD<K, V> group(PartGrouper<K, V> grouper, Function2<V, V, V> united)
      throws IOException {
    JavaRDD<Map.Entry<K, V>> parts = analyse(part -> grouper.read(part).entrySet().iterator());
    int tasks = Math.max(parts.getNumPartitions(), spark.defaultParallelism());
    return parts
        .mapToPair(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .reduceByKey(united, tasks);
  }

  /**
   * Joins the lists that parts made: the second argument of {@link #group} where they make such.
   */
  public static <T> List<T> joined(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /**
   * Returns the columns of a table that is one file.
   *
   * @param out the output directory
   * @param name such as {@code fits}
   * @return their names
   * @throws IOException if it cannot be read
   */
  public static List<String> columns(OutputDirectory out, String name) throws IOException {
    return columns(
        ParquetBytes.metadata(out.read(name + "/" + ONLY), out.fileSystem().getConf()).getSchema());
  }

  private static List<String> columns(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /**
   * Reads a table that is one file.
   *
   * @param out the output directory
   * @param name such as {@code fits}
   * @param wanted which rows
   * @return them, in their order
   * @throws FileNotFoundException if there is no such table
   * @throws IOException if it cannot be read
   */
  public static List<Row> read(OutputDirectory out, String name, Predicate<Row> wanted)
      throws IOException {
    byte[] content = out.read(name + "/" + ONLY);
    FileMetaData metadata = ParquetBytes.metadata(content, out.fileSystem().getConf());
    List<String> columns = columns(metadata.getSchema());
    List<Row> rows = new ArrayList<>();
    ParquetBytes.pass(
        content,
        metadata.getSchema(),
        FilterCompat.NOOP,
        out.fileSystem().getConf(),
        RowReader::new,
        values -> {
          Row row = new Row(columns, Arrays.stream(values).map(Optional::ofNullable).toList());
          if (wanted.test(row)) {
            rows.add(row);
          }
        });
    return rows;
  }

  /**
   * Reads a table that is one file.
   *
   * @param name such as {@code fits}
   * @param wanted which rows
   * @return them, in their order
   * @throws FileNotFoundException if there is no such table
   * @throws IOException if it cannot be read
   */
  public List<Row> read(String name, Predicate<Row> wanted) throws IOException {
    return read(out, name, wanted);
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
    for (String table :
        List.of(
            "trials",
            "measurements",
            "fits",
            "deviations",
            "rates",
            "optima",
            "transfer",
            "claims",
            "regimes")) {
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
   * Returns what tables of the trials that are compacted are made of.
   *
   * @param settings how they are fitted
   * @return that
   * @throws IOException if the directory cannot be listed
   */
  public MadeOf madeOf(FitSettings settings) throws IOException {
    return MadeOf.of(out, settings);
  }

  /**
   * Spreads objects over all cores.
   *
   * @param all of them
   * @param <T> what they are
   * @return them, in parts of which each is some tasks' work
   */
  public <T> JavaRDD<T> spread(List<T> all) {
    int parts = Math.max(1, Math.min(all.size(), 8 * spark.defaultParallelism()));
    return spark.parallelize(all, parts);
  }

  /**
   * Puts new rows in the place of a table: one file, replaced at once.
   *
   * @param name such as {@code fits}
   * @param schema its columns
   * @param rows the new rows
   * @param order columns to sort by, so that readers can skip what a filter excludes
   * @param madeOf what the rows are made of
   * @throws IOException if the table could not be put in its place
   */
  public void publish(
      String name, TableSchema schema, JavaRDD<Object[]> rows, List<String> order, MadeOf madeOf)
      throws IOException {
    spark.setJobDescription("write table " + name);
    Map<String, String> metadata = Map.of(MadeOf.KEY, madeOf.digest());
    String staged = STAGING + "/" + name;
    String location = out.location();
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    rows.mapToPair(row -> new Tuple2<>(row, ""))
        .repartitionAndSortWithinPartitions(new HashPartitioner(1), schema.order(order))
        .keys()
        .foreachPartition(
            sorted ->
                OutputDirectory.open(location, hadoop.value().value())
                    .writeWhole(
                        staged,
                        RowWriter.encode(schema, metadata, sorted, hadoop.value().value())));
    replace(staged, name);
  }

  /**
   * Puts rows made on the driver in the place of a table.
   *
   * @param name such as {@code claims}
   * @param schema its columns
   * @param rows the new rows
   * @param order columns to sort by
   * @throws IOException if the table could not be put in its place
   */
  public void publish(String name, TableSchema schema, List<Object[]> rows, List<String> order)
      throws IOException {
    String staged = STAGING + "/" + name;
    Iterator<Object[]> sorted = rows.stream().sorted(schema.order(order)).iterator();
    out.writeWhole(staged, RowWriter.encode(schema, Map.of(), sorted, out.fileSystem().getConf()));
    replace(staged, name);
  }

  private void replace(String staged, String name) throws IOException {
    lock.requireHeld();
    out.move(staged, name + "/" + ONLY);
    out.fileSystem().delete(out.path(STAGING), true);
  }
}
