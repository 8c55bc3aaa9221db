package richscale.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Batches that trials side by side take from the same samples in the same order, each gathered once
 * while there is room: rows scattered over column-major arrays take longer to gather than a small
 * network takes to learn them.
 *
 * <p>Safe for trials side by side. What was not asked for longest is forgotten.
 */
public final class GatheredBatches {
  /** Part of the heap that they may take. */
  private static final int PART_OF_HEAP = 16;

  private static final class Key {
    private final Samples all;
    private final int[] rows;
    private final int hash;

    Key(Samples all, int[] rows) {
      this.all = all;
      this.rows = rows;
      hash = 31 * System.identityHashCode(all) + Arrays.hashCode(rows);
    }

    /** Samples are told apart by identity: equal ones that were loaded twice are gathered twice. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Key key && all == key.all && Arrays.equals(rows, key.rows);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final long room;
  private final Map<Key, Samples> known = new LinkedHashMap<>(16, 0.75f, true);
  private long taken;

  /** Has room for a part of the heap. */
  public GatheredBatches() {
    this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  GatheredBatches(long room) {
    this.room = room;
  }

  /**
   * Returns whether so many samples are worth keeping, which those are that stay until they are
   * asked for again.
   *
   * @param all what they are taken from
   * @param samples how many in all
   * @return whether they take less than half of the room
   */
  public boolean keep(Samples all, long samples) {
    return samples * bytes(all, 1) < room / 2;
  }

  /**
   * Returns chosen samples, as {@link Samples#select} does.
   *
   * @param all what they are chosen from
   * @param rows indices of samples, not to be changed
   * @return the batch
   */
  public Samples select(Samples all, int[] rows) {
    Key key = new Key(all, rows);
    synchronized (this) {
      Samples batch = known.get(key);
      if (batch != null) {
        return batch;
      }
    }
    Samples batch = all.select(rows);
    put(key, batch);
    return batch;
  }

  private synchronized void put(Key key, Samples batch) {
    if (known.put(key, batch) == null) {
      taken += bytes(batch, batch.count());
    }
    Iterator<Samples> oldest = known.values().iterator();
    while (taken > room) {
      Samples forgotten = oldest.next();
      taken -= bytes(forgotten, forgotten.count());
      oldest.remove();
    }
  }

  private static long bytes(Samples samples, long count) {
    return Float.BYTES * count * (samples.inputs() + samples.outputs());
  }
}
