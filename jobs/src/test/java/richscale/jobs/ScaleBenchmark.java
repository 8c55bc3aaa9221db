package richscale.jobs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import richscale.jobs.fit.FitTable;
import richscale.jobs.report.PlanText;
import richscale.jobs.report.Report;
import richscale.jobs.report.Summary;
import richscale.jobs.run.CostModel;
import richscale.jobs.run.Schedule;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.SweepLock;
import richscale.jobs.store.Tables;
import richscale.jobs.store.TrialRecord;
import richscale.jobs.store.TrialStore;
import richscale.observe.Measurement;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;
import richscale.theory.Observable;
import richscale.trial.TrialResult;
import richscale.trial.TrialStatus;

/**
 * How listing, the resume decision, compaction and fits grow with the number of trials, from
 * made-up trial files, with driver and executor in one heap.
 */
final class ScaleBenchmark {
  private static final int CELLS = 500;

  /** What a request to an object store takes. */
  private static final long REQUEST_MILLISECONDS = 50;

  /** Trials of which requests are not only counted, but waited for. */
  private static final int SLOW_TRIALS = 1000;

  private static final int STEPS = 10;

  private ScaleBenchmark() {}

  public static void main(String[] args) throws Exception {
    JavaSparkContext spark =
        new JavaSparkContext("local[2]", "scale", new SparkConf().set("spark.ui.enabled", "false"));
    spark.setLogLevel("ERROR");
    for (String trials : args[0].split(",", -1)) {
      measure(spark, Integer.parseInt(trials));
      requests(spark, Integer.parseInt(trials));
    }
    spark.stop();
    plan(Integer.parseInt(args[1]));
  }

  /** Five r, ten widths, ten seeds, and as many rates as it takes. */
  private static SweepSpec spec(int trials) {
    return SpecReader.parse(
        "data { source = teacher, inputs = 4, samples = 8 }",
        "scale",
        List.of(
            "width=[16,24,32,48,64,96,128,192,256,384]",
            "r=0..1/2 by 1/8",
            "seed=0..9",
            "steps=" + STEPS,
            "eta0=[%s]".formatted(rates(Math.max(1, trials / CELLS)))));
  }

  private static String rates(int count) {
    List<String> rates = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rates.add(String.valueOf(i * 1e-3));
    }
    return String.join(",", rates);
  }

  private static void measure(JavaSparkContext spark, int count) throws Exception {
    Path directory = Files.createTempDirectory("scale");
    OutputDirectory out = OutputDirectory.open(directory.toString(), new Configuration());
    out.makeDirectory(TrialStore.DIRECTORY);
    TrialStore store = new TrialStore(out);
    List<Trial> trials = spec(count).trials(1);
    write(store, trials);
    int more = trials.size() / 100;
    try (SweepLock lock = SweepLock.acquire(out, "scale", message -> {}, () -> {})) {
      Tables tables = new Tables(spark, out, lock);
      report(count, "list trial files", () -> store.finished().size());
      report(count, "resume decision", () -> missing(trials, store));
      report(count, "compact all", () -> compact(tables));
      report(count, "list archives", () -> store.finished().size());
      write(store, spec(count).trials(2).subList(0, more));
      report(count, "compact 1 % more", () -> compact(tables));
      report(
          count,
          "fit",
          () -> {
            FitTable.run(tables, spec(count).fit());
            return tables.read("fits", row -> row.find("step").equals(row.find("steps"))).size();
          });
      Provenance.write(
          out,
          "scale",
          1,
          spec(count).canonical(),
          List.of(),
          spark.version(),
          List.of(),
          Instant.EPOCH,
          Optional.empty());
      report(
          count,
          "page",
          () -> {
            Report.write(out, tables, Summary.of(tables));
            return Files.size(directory.resolve(Report.FILE));
          });
    }
    if (store.damaged() > 0) {
      throw new IllegalStateException("whole files were taken for damaged ones in " + directory);
    }
    FileUtils.deleteDirectory(directory.toFile());
  }

  /** Counts what an object store is asked for, and waits for it where there are few trials. */
  private static void requests(JavaSparkContext spark, int count) throws Exception {
    Path directory = Files.createTempDirectory("requests");
    CountedStore.configuration()
        .forEach(e -> spark.hadoopConfiguration().set(e.getKey(), e.getValue()));
    OutputDirectory out =
        OutputDirectory.open("s3://bucket" + directory, spark.hadoopConfiguration());
    out.makeDirectory(TrialStore.DIRECTORY);
    TrialStore store = new TrialStore(out);
    List<Trial> trials = spec(count).trials(1);
    long milliseconds = count <= SLOW_TRIALS ? REQUEST_MILLISECONDS : 0;
    write(store, trials);
    try (SweepLock lock = SweepLock.acquire(out, "scale", message -> {}, () -> {})) {
      Tables tables = new Tables(spark, out, lock);
      requests(count, milliseconds, "resume decision", () -> missing(trials, store));
      requests(count, milliseconds, "compact all", () -> compact(tables));
      requests(count, milliseconds, "list archives", () -> store.finished().size());
      requests(
          count,
          milliseconds,
          "fit",
          () -> {
            FitTable.run(tables, spec(count).fit());
            return "";
          });
      CountedStore.requests(0);
    }
    FileUtils.deleteDirectory(directory.toFile());
  }

  private static void requests(int trials, long milliseconds, String what, Callable<?> work)
      throws Exception {
    CountedStore.requests(milliseconds);
    long start = System.nanoTime();
    work.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    long requests = CountedStore.requests(0);
    System.out.printf(
        Locale.ROOT,
        "%9d trials  %-18s %8d requests, %.3f a trial%s%n",
        trials,
        what,
        requests,
        (double) requests / trials,
        milliseconds > 0
            ? String.format(Locale.ROOT, "; %.1f s at %d ms each", seconds, milliseconds)
            : "");
  }

  private static Object compact(Tables tables) throws IOException {
    tables.compact();
    return "";
  }

  private static long missing(List<Trial> trials, TrialStore store) throws IOException {
    Map<String, TrialStatus> finished = store.finished();
    return trials.stream().filter(trial -> !finished.containsKey(trial.id())).count();
  }

  private static void plan(int count) throws Exception {
    report(
        count,
        "plan",
        () -> {
          SweepSpec spec = spec(count);
          List<Trial> trials = spec.trials(1);
          return PlanText.render("scale", spec, trials, Map.of(), CostModel.NOMINAL, 2).length();
        });
    report(
        count,
        "schedule",
        () -> Schedule.of(spec(count).trials(1), CostModel.NOMINAL::seconds, 64).tasks().size());
  }

  private static void write(TrialStore store, List<Trial> trials) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(16);
    List<Future<?>> writes = new ArrayList<>();
    for (Trial trial : trials) {
      writes.add(
          writers.submit(
              () -> {
                store.write(record(trial));
                return null;
              }));
    }
    for (Future<?> write : writes) {
      write.get();
    }
    writers.shutdown();
  }

  /** What theory says and some noise. */
  private static TrialRecord record(Trial trial) {
    Random random = new Random(trial.id().hashCode());
    List<Measurement> measurements = new ArrayList<>();
    for (int step : new int[] {0, 1, 3, STEPS}) {
      for (Observable observable :
          Arrays.asList(Observable.LOSS, Observable.DELTA_F_RMS, Observable.F_RMS)) {
        measurements.add(value(step, OptionalInt.empty(), observable, trial, random));
      }
      for (int layer = 1; layer <= 3; layer++) {
        for (Observable observable :
            Arrays.asList(Observable.W_OP, Observable.DELTA_W_OP, Observable.ALIGNMENT)) {
          measurements.add(value(step, OptionalInt.of(layer), observable, trial, random));
        }
      }
    }
    TrialResult result =
        new TrialResult(
            trial, TrialStatus.COMPLETED, Optional.empty(), STEPS, measurements, 0.01, 0.01);
    Instant end = Instant.now();
    return new TrialRecord(
        result, "0", "host", end.minusMillis(20), end, OptionalDouble.of(0.5), 0.001);
  }

  private static Measurement value(
      int step, OptionalInt layer, Observable observable, Trial trial, Random random) {
    double value =
        Math.pow(trial.width(), trial.activity().r()) * Math.exp(0.1 * random.nextGaussian());
    return new Measurement(step, layer, observable, value);
  }

  private static void report(int trials, String what, Callable<?> work) throws Exception {
    System.gc();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      pool.resetPeakUsage();
    }
    long start = System.nanoTime();
    Object result = work.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%9d trials  %-18s %8.2f s  %7.1f us a trial  heap peak %4d MB  %s%n",
        trials,
        what,
        seconds,
        1e6 * seconds / trials,
        heapPeak() >> 20,
        result);
  }

  /** Returns the heap's peak, with what was garbage but not collected. */
  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
