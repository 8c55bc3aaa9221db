package richscale.data;

import java.util.Arrays;

/**
 * Numbers that are read one after another, kept in as few bytes each as hold them exactly: pixels
 * take one, what single precision holds four, all else eight.
 */
final class NumberColumn {
  private static final int FIRST = 256;

  /** The one that is in use; the others are empty. */
  private byte[] bytes = new byte[FIRST];

  private float[] floats = new float[0];
  private double[] doubles = new double[0];
  private int size;

  int size() {
    return size;
  }

  double get(int row) {
    return bytes.length > 0 ? bytes[row] & 0xff : floats.length > 0 ? floats[row] : doubles[row];
  }

  /** {@return whether a value has more digits than single precision holds} */
  boolean wide() {
    return doubles.length > 0;
  }

  void add(double value) {
    makeRoomFor(value);
    if (bytes.length > 0) {
      bytes[size] = (byte) (int) value;
    } else if (floats.length > 0) {
      floats[size] = (float) value;
    } else {
      doubles[size] = value;
    }
    size++;
  }

  /** Takes back what was added after so many values. */
  void truncate(int rows) {
    size = Math.min(size, rows);
  }

  /** {@return whether all values are the same} */
  boolean constant() {
    for (int row = 1; row < size; row++) {
      if (Double.compare(get(row), get(0)) != 0) {
        return false;
      }
    }
    return true;
  }

  private void makeRoomFor(double value) {
    // The bits decide, so that -0 and what is no number are kept as they are.
    if (bytes.length > 0 && isOther(value, (int) value & 0xff)) {
      floats = new float[bytes.length];
      for (int row = 0; row < size; row++) {
        floats[row] = bytes[row] & 0xff;
      }
      bytes = new byte[0];
    }
    if (floats.length > 0 && isOther(value, (float) value)) {
      doubles = new double[floats.length];
      for (int row = 0; row < size; row++) {
        doubles[row] = floats[row];
      }
      floats = new float[0];
    }
    int room = Math.max(bytes.length, Math.max(floats.length, doubles.length));
    if (size == room) {
      int more = Math.addExact(room, room >> 1);
      bytes = bytes.length > 0 ? Arrays.copyOf(bytes, more) : bytes;
      floats = floats.length > 0 ? Arrays.copyOf(floats, more) : floats;
      doubles = doubles.length > 0 ? Arrays.copyOf(doubles, more) : doubles;
    }
  }

  private static boolean isOther(double value, double kept) {
    return Double.doubleToLongBits(value) != Double.doubleToLongBits(kept);
  }
}
