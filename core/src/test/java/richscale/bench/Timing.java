package richscale.bench;

import java.util.Arrays;

/** Times work: the median of several repeats, each long enough for the clock. */
final class Timing {
  static final int REPEATS = 7;
  private static final double MIN_SECONDS_A_REPEAT = 0.15;

  private Timing() {}

  /** Returns the seconds one call takes. */
  static double median(Runnable work) {
    int calls = 1;
    while (seconds(work, calls) < MIN_SECONDS_A_REPEAT / 4) {
      calls *= 2;
    }
    calls = Math.max(1, (int) (calls * MIN_SECONDS_A_REPEAT / seconds(work, calls)));
    double[] times = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      times[i] = seconds(work, calls) / calls;
    }
    Arrays.sort(times);
    return times[REPEATS / 2];
  }

  private static double seconds(Runnable work, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
