package richscale.jobs.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import richscale.data.RecordReader;
import richscale.jobs.store.HadoopFiles;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;

/** Looks at records where Hadoop finds them, each source once, and remembers what it saw. */
final class Inspection implements RecordFacts.Inspector {
  private final Map<RecordSource, RecordFacts> seen = new LinkedHashMap<>();

  @Override
  public RecordFacts inspect(RecordSource source) {
    RecordFacts.Inspector inspector = RecordReader.inspector(new HadoopFiles(Environment.hadoop()));
    return seen.computeIfAbsent(
        source,
        unseen -> Patience.with("the data, " + unseen.path(), () -> inspector.inspect(unseen)));
  }

  /** Returns what all sources were. */
  List<RecordFacts> facts() {
    return List.copyOf(seen.values());
  }
}
