package richscale.jobs;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import richscale.data.RandomStreams;
import richscale.jobs.run.Schedule;
import richscale.spec.SpecReader;
import richscale.spec.Trial;

/**
 * How much of a large cluster trials keep busy: Spark's own scheduler in one process with as many
 * slots as the cluster has cores, and tasks that sleep as long as their trials would train. What it
 * leaves out is the network between driver and executors.
 */
final class CrowdBenchmark {
  private CrowdBenchmark() {}

  public static void main(String[] args) {
    System.out.printf(
        Locale.ROOT,
        "%6s %12s %8s %8s %9s %9s %9s %6s%n",
        "cores",
        "trial s",
        "trials",
        "tasks",
        "wall s",
        "foretold",
        "best",
        "busy");
    for (double mean : numbers(args[1])) {
      for (double cores : numbers(args[0])) {
        measure((int) cores, mean, Double.parseDouble(args[2]));
      }
    }
  }

  private static double[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static void measure(int cores, double mean, double wallSeconds) {
    int count = (int) Math.max(20, wallSeconds * cores / mean);
    List<Trial> trials = trials(count);
    Map<String, Double> seconds = seconds(trials, mean);
    Schedule schedule = Schedule.of(trials, trial -> seconds.get(trial.id()), cores);
    // As sweeps send them: whole trials, of which each task here needs the time only.
    try (JavaSparkContext spark =
        new JavaSparkContext(
            "local[" + cores + "]", "crowd", new SparkConf().set("spark.ui.enabled", "false"))) {
      spark.setLogLevel("ERROR");
      spark.parallelize(List.of(1), 1).count();
      long start = System.nanoTime();
      spark
          .parallelize(schedule.tasks(), schedule.tasks().size())
          .foreach(task -> sleep(task.stream().mapToDouble(t -> time(t, mean)).sum()));
      double wall = (System.nanoTime() - start) / 1e9;
      double busy = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
      System.out.printf(
          Locale.ROOT,
          "%6d %12.3f %8d %8d %9.2f %9.2f %9.2f %5.0f%%%n",
          cores,
          mean,
          trials.size(),
          schedule.tasks().size(),
          wall,
          schedule.makespan(),
          schedule.lowerBound(),
          100 * busy / cores / wall);
    }
  }

  private static List<Trial> trials(int count) {
    return SpecReader.parse(
            "data { source = teacher, inputs = 4, samples = 8 }",
            "crowd",
            List.of("width=16", "r=0", "seed=0.." + (count / 10 - 1), "eta0=1..10", "steps=1"))
        .trials(1);
  }

  private static Map<String, Double> seconds(List<Trial> trials, double mean) {
    Map<String, Double> seconds = new HashMap<>();
    trials.forEach(trial -> seconds.put(trial.id(), time(trial, mean)));
    return seconds;
  }

  /** Widths by factors of two give times by factors of two to four: from a tenth to ten times. */
  private static double time(Trial trial, double mean) {
    double exponent =
        2
                * RandomStreams.stream(
                        trial.seed(), RandomStreams.Purpose.SAMPLES, (long) trial.eta0())
                    .nextDouble()
            - 1;
    return mean * Math.pow(10, exponent) * 2 * Math.log(10) / (10 - 0.1);
  }

  private static void sleep(double seconds) {
    long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofNanos(end - System.nanoTime()).toNanos());
    }
  }
}
