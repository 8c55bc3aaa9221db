package richscale.spec;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import richscale.architecture.FeatureShape;

/** What the data sets are that bundled specs name, for tests that have none of them at hand. */
final class NamedData {
  private NamedData() {}

  static RecordFacts inspect(RecordSource source) {
    boolean cifar = source.format() == RecordSource.Format.CIFAR10;
    List<Integer> classes = IntStream.range(0, 10).boxed().toList();
    return new RecordFacts(
        source,
        "00",
        cifar ? new FeatureShape(3, 32, 32) : new FeatureShape(1, 28, 28),
        classes,
        Collections.nCopies(10, cifar ? 5000 : 6000),
        Collections.nCopies(10, 1000),
        RecordNotes.NONE);
  }
}
