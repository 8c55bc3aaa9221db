package richscale.jobs.cli;

/** A command that may need Spark. */
public interface SparkCommand {
  /** {@return whether it does, given its arguments} */
  default boolean startsSpark() {
    return true;
  }
}
