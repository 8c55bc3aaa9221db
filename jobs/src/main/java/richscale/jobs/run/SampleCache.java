package richscale.jobs.run;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import richscale.data.DataSource;
import richscale.data.Samples;
import richscale.spec.DataSpec;

/**
 * Samples by data spec. Broadcast empty, it arrives once in each executor, whose tasks then load
 * every data set once between them.
 */
final class SampleCache implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<DataSpec, Samples> samples = new ConcurrentHashMap<>();

  Samples get(DataSpec spec) {
    return samples.computeIfAbsent(spec, DataSource::load);
  }
}
