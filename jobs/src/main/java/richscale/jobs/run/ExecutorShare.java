package richscale.jobs.run;

import java.io.Serializable;
import java.util.Locale;
import richscale.data.DataFiles;
import richscale.data.Samples;
import richscale.linalg.NativeMemory;
import richscale.observe.Beginnings;
import richscale.spec.DataSpec;

/**
 * What the tasks of an executor share. Broadcast empty, it arrives once in each executor, whose
 * tasks then load every data set once and look at every network at initialisation once between
 * them, and wait for native memory where their trials do not fit side by side.
 */
final class ExecutorShare implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient SampleCache samples = new SampleCache();
  private transient Beginnings beginnings = new Beginnings();
  private transient long reserved;

  Samples samples(DataSpec spec, DataFiles files) {
    return samples.get(spec, files);
  }

  Beginnings beginnings() {
    return beginnings;
  }

  /**
   * Waits until so much memory is free beside the other tasks' trials.
   *
   * @param bytes what a trial needs
   * @throws IllegalArgumentException if it is more than there is, or the wait was interrupted
   */
  synchronized void reserve(long bytes) {
    long limit = NativeMemory.limit();
    if (bytes > limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "needs %,d MB of native memory; this process may take %,d MB",
              bytes >> 20,
              limit >> 20));
    }
    try {
      while (reserved > limit - bytes) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted while it waited for native memory", e);
    }
    reserved += bytes;
  }

  synchronized void release(long bytes) {
    reserved -= bytes;
    notifyAll();
  }

  private Object readResolve() {
    return new ExecutorShare();
  }
}
