package richscale.jobs;

import java.util.Optional;
import richscale.data.RecordReader;
import richscale.jobs.store.HadoopFiles;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;

/** Looks at records where Hadoop finds them, each source once, and remembers what it saw. */
final class Inspection implements RecordFacts.Inspector {
  private Optional<RecordSource> seen = Optional.empty();
  private Optional<RecordFacts> facts = Optional.empty();

  @Override
  public RecordFacts inspect(RecordSource source) {
    if (!seen.equals(Optional.of(source))) {
      facts =
          Optional.of(
              RecordReader.inspector(new HadoopFiles(Environment.hadoop())).inspect(source));
      seen = Optional.of(source);
    }
    return facts.orElseThrow();
  }

  /** Returns what the last source was; absent if none was looked at. */
  Optional<RecordFacts> facts() {
    return facts;
  }
}
