package richscale.observe;

import richscale.data.GatheredBatches;
import richscale.linalg.DevicePool;

/**
 * What trials that run side by side begin with alike: the batches they learn and are tested on, and
 * what is found out about their networks at initialisation, each once.
 */
public final class Beginnings implements AutoCloseable {
  private final InitialNorms norms = new InitialNorms();
  private final InitialScores scores = new InitialScores();
  private final GatheredBatches batches = new GatheredBatches();
  private final DevicePool devices = new DevicePool();

  /** {@return batches that were gathered} */
  public GatheredBatches batches() {
    return batches;
  }

  /** {@return devices that were opened} */
  public DevicePool devices() {
    return devices;
  }

  /** Returns operator norms of weights. */
  InitialNorms norms() {
    return norms;
  }

  /** Returns what networks are worth on held-out samples. */
  InitialScores scores() {
    return scores;
  }

  /** Closes the devices. */
  @Override
  public void close() {
    devices.close();
  }
}
