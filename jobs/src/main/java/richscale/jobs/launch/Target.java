package richscale.jobs.launch;

import java.util.Locale;
import java.util.OptionalInt;

/** Where a command runs. */
enum Target {
  /** Driver and trials in one process. */
  LOCAL("driver and trials in one process, one trial a core", OptionalInt.empty()),
  /** A Spark standalone cluster. */
  STANDALONE(
      "the Spark standalone cluster at $SPARK_MASTER, or the one that"
          + " cluster-conf/standalone/start started; else one of two workers on this machine, for"
          + " the length of the command",
      OptionalInt.empty()),
  /** YARN. */
  YARN("the cluster that $HADOOP_CONF_DIR describes", OptionalInt.of(2048)),
  /** Kubernetes. */
  KUBERNETES("the cluster at $SPARK_MASTER, k8s://https://host:port", OptionalInt.of(2048));

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // immutable, though not marked so
  private final OptionalInt nativeMemory;

  Target(String description, OptionalInt nativeMemory) {
    this.description = description;
    this.nativeMemory = nativeMemory;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /**
   * Returns the native memory of a process unless the environment says otherwise, in MB: what a
   * container asks for beside the heap; absent for half of this machine's.
   */
  OptionalInt nativeMemory() {
    return nativeMemory;
  }
}
