package richscale.linalg;

import java.util.List;
import java.util.Locale;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Threads that BLAS and OpenMP take for each call. They change the order of sums, and so the last
 * digits of a trial.
 */
public final class Threads {
  /** Read once, when the libraries are loaded. */
  private static final List<String> VARIABLES = List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS");

  private Threads() {}

  /**
   * Sets the count for calls of this thread, unless the environment did for the whole process.
   *
   * @param threads how many
   * @throws IllegalStateException if BLAS takes another count
   */
  public static void use(int threads) {
    String count = String.valueOf(threads);
    if (VARIABLES.stream().allMatch(variable -> count.equals(System.getenv(variable)))) {
      return;
    }
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    // OpenMP's own count belongs to the calling thread.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    openblas.blas_set_num_threads(threads);
    if (openblas.blas_get_num_threads() != threads) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "BLAS takes %d threads in this executor; expected %d, since it changes a trial's"
                  + " numbers: set %s to %d there",
              openblas.blas_get_num_threads(),
              threads,
              String.join(" and ", VARIABLES),
              threads));
    }
  }
}
