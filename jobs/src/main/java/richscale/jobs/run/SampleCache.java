package richscale.jobs.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import richscale.data.DataFiles;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.spec.DataSpec;

/** Samples by data spec, each loaded once. */
final class SampleCache {
  private final Map<DataSpec, Samples> samples = new ConcurrentHashMap<>();

  Samples get(DataSpec spec, DataFiles files) {
    return samples.computeIfAbsent(spec, unused -> DataSource.load(spec, files));
  }
}
