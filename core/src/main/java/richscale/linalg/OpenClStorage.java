package richscale.linalg;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl._cl_mem;

/**
 * Entries in the memory of an OpenCL device.
 *
 * @param device the device
 * @param precision of the entries
 * @param memory where they are
 * @param start where they begin there
 * @param owned how many bytes closing frees; 0 for a view
 */
record OpenClStorage(
    OpenClDevice device, FloatingPoint precision, _cl_mem memory, long start, long owned)
    implements Storage {
  /** Entries of the host that are on their way at a time. */
  private static final int BLOCK = 1 << 20;

  /** Fewer groups than this leave a GPU idle: the inner dimension is split then. */
  private static final int FEW_GROUPS = 128;

  /** Of the inner dimension, where it is split. */
  private static final int SHORTEST_PART = 64;

  /** The tiles that a product is cut into, each for a group of items. */
  private enum Tiles {
    LARGE("gemm_large", 128, 256),
    MEDIUM("gemm_medium", 64, 256),
    SMALL("gemm_small", 32, 64);

    private final String kernel;
    private final int side;
    private final int group;

    Tiles(String kernel, int side, int group) {
      this.kernel = kernel;
      this.side = side;
      this.group = group;
    }

    /** The largest that are not mostly empty and keep a GPU busy; processors like small ones. */
    static Tiles of(boolean gpu, int rows, int cols) {
      if (gpu && Math.min(rows, cols) > 64 && LARGE.count(rows, cols) >= 2 * FEW_GROUPS) {
        return LARGE;
      }
      return gpu && Math.min(rows, cols) > 32 ? MEDIUM : SMALL;
    }

    long count(int rows, int cols) {
      return (long) ((rows + side - 1) / side) * ((cols + side - 1) / side);
    }

    String kernel() {
      return kernel;
    }

    int group() {
      return group;
    }
  }

  static OpenClStorage allocate(OpenClDevice device, FloatingPoint precision, long size) {
    long bytes = size * precision.bytes();
    return new OpenClStorage(device, precision, device.allocate(bytes), 0, bytes);
  }

  @Override
  public int block() {
    return BLOCK;
  }

  private long byteOf(long at) {
    return (start + at) * precision.bytes();
  }

  @Override
  public void get(long at, double[] block, int count) {
    long bytes = (long) count * precision.bytes();
    if (precision == FloatingPoint.DOUBLE) {
      try (DoublePointer host = new DoublePointer(count)) {
        device.read(memory, byteOf(at), bytes, host);
        host.get(block, 0, count);
      }
    } else {
      float[] narrow = new float[count];
      try (FloatPointer host = new FloatPointer(count)) {
        device.read(memory, byteOf(at), bytes, host);
        host.get(narrow);
      }
      for (int i = 0; i < count; i++) {
        block[i] = narrow[i];
      }
    }
  }

  @Override
  public void put(long at, double[] block, int count) {
    long bytes = (long) count * precision.bytes();
    if (precision == FloatingPoint.DOUBLE) {
      try (DoublePointer host = new DoublePointer(count)) {
        host.put(block, 0, count);
        device.write(memory, byteOf(at), bytes, host);
      }
    } else {
      float[] narrow = new float[count];
      for (int i = 0; i < count; i++) {
        narrow[i] = (float) block[i];
      }
      try (FloatPointer host = new FloatPointer(narrow)) {
        device.write(memory, byteOf(at), bytes, host);
      }
    }
  }

  @Override
  public void put(float[] all) {
    if (all.length == 0) {
      return;
    }
    if (precision == FloatingPoint.FLOAT) {
      try (FloatPointer host = new FloatPointer(all)) {
        device.write(memory, byteOf(0), (long) all.length * Float.BYTES, host);
      }
    } else {
      double[] wide = new double[all.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = all[i];
      }
      put(0, wide, wide.length);
    }
  }

  @Override
  public void putRows(float[] all, int available, int[] rows, int cols) {
    float[] chosen = new float[Math.multiplyExact(rows.length, cols)];
    for (int column = 0; column < cols; column++) {
      for (int i = 0; i < rows.length; i++) {
        chosen[column * rows.length + i] = all[column * available + rows[i]];
      }
    }
    put(chosen);
  }

  @Override
  public void copy(long at, Storage from, int count) {
    OpenClStorage other = same(from);
    device.copy(
        other.memory, other.byteOf(at), memory, byteOf(at), (long) count * precision.bytes());
  }

  @Override
  public void scale(long at, double factor, int count) {
    device.each(precision, "scale", count, memory, start + at, factor, (long) count);
  }

  @Override
  public void axpy(long at, double factor, Storage other, int count) {
    OpenClStorage y = same(other);
    device.each(
        precision, "axpy", count, memory, start + at, factor, y.memory, y.start + at, (long) count);
  }

  @Override
  public double dot(Storage other, long count) {
    try (Matrix tally = space().ofSums().allocate(1, 1)) {
      dotInto(other, count, tally.storage(), 0);
      return tally.toArray()[0];
    }
  }

  @Override
  public void dotInto(Storage other, long count, Storage tally, long place) {
    OpenClStorage y = same(other);
    OpenClStorage sums = (OpenClStorage) tally;
    device.dot(precision, memory, start, y.memory, y.start, count, sums.memory, sums.start + place);
  }

  @Override
  public void divideByNorm(long count) {
    try (Matrix tally = space().ofSums().allocate(1, 1)) {
      dotInto(this, count, tally.storage(), 0);
      OpenClStorage sum = (OpenClStorage) tally.storage();
      device.each(
          precision,
          "divide_by_root",
          count,
          memory,
          start,
          sum.memory,
          sum.start,
          LEAST_NORM,
          count);
    }
  }

  @Override
  public void softmaxError(Storage targets, int rows, int cols, Storage tally, long place) {
    OpenClStorage y = same(targets);
    OpenClStorage sums = (OpenClStorage) tally;
    _cl_mem parts = device.scratch((long) rows * Double.BYTES);
    device.each(
        precision, "softmax_error", rows, memory, start, y.memory, y.start, rows, cols, parts);
    device.sum(precision, parts, rows, sums.memory, sums.start + place);
  }

  @Override
  public void gemm(
      boolean transA,
      boolean transB,
      int rows,
      int cols,
      int inner,
      double factor,
      Storage a,
      int leadingA,
      Storage b,
      int leadingB,
      double keep,
      int leading) {
    OpenClStorage left = same(a);
    OpenClStorage right = same(b);
    Tiles tiles = Tiles.of(device.gpu(), rows, cols);
    int parts = 1;
    while (device.gpu()
        && tiles.count(rows, cols) * parts < FEW_GROUPS
        && inner / (2 * parts) >= SHORTEST_PART) {
      parts *= 2;
    }
    int part = Math.max(1, (inner + parts - 1) / parts);
    boolean split = parts > 1;
    _cl_mem target =
        split ? device.scratch((long) parts * rows * cols * precision.bytes()) : memory;
    device.call(
        precision,
        tiles.kernel(),
        tiles.count(rows, cols) * tiles.group(),
        parts,
        tiles.group(),
        rows,
        cols,
        inner,
        part,
        factor,
        left.memory,
        left.start,
        transA ? leadingA : 1,
        transA ? 1 : leadingA,
        right.memory,
        right.start,
        transB ? leadingB : 1,
        transB ? 1 : leadingB,
        split ? 0.0 : keep,
        target,
        split ? 0L : start,
        split ? rows : leading,
        (long) rows * cols);
    if (split) {
      device.each(
          precision,
          "sum_planes",
          (long) rows * cols,
          target,
          parts,
          rows,
          cols,
          keep,
          memory,
          start,
          leading);
    }
  }

  @Override
  public void gemv(
      boolean transA, int rows, int cols, double factor, Storage a, Storage x, double keep) {
    int out = transA ? cols : rows;
    int inner = transA ? rows : cols;
    gemm(transA, false, out, 1, inner, factor, a, rows, x, inner, keep, out);
  }

  @Override
  public void ger(int rows, int cols, double factor, Storage x, Storage y) {
    gemm(false, true, rows, cols, 1, factor, x, rows, y, cols, 1, rows);
  }

  @Override
  public void zeroRows(Indices which, int leading, int cols) {
    device.each(
        precision,
        "zero_rows",
        (long) which.count() * cols,
        memory,
        start,
        device.indices(which),
        0L,
        which.count(),
        leading,
        cols);
  }

  @Override
  public void set(long at, double value, int count) {
    device.each(precision, "set", count, memory, start + at, value, (long) count);
  }

  @Override
  public void convert(long at, Storage from, int count) {
    if (from instanceof OpenClStorage other && other.device == device) {
      if (other.precision == precision) {
        copy(at, from, count);
      } else {
        device.each(
            precision,
            precision == FloatingPoint.DOUBLE ? "widen" : "narrow",
            count,
            memory,
            start + at,
            other.memory,
            other.start + at,
            (long) count);
      }
      return;
    }
    double[] block = new double[count];
    from.get(at, block, count);
    put(at, block, count);
  }

  /** Copies entries to where a pointer of the same precision points. */
  void read(long at, Pointer into, int count) {
    device.read(memory, byteOf(at), (long) count * precision.bytes(), into);
  }

  @Override
  public void takeRows(
      Storage from, int available, Indices rows, int first, int count, double factor, int cols) {
    OpenClStorage other = same(from);
    device.each(
        precision,
        "take_rows",
        (long) count * cols,
        memory,
        start,
        other.memory,
        other.start,
        available,
        device.indices(rows),
        (long) first,
        count,
        factor,
        cols);
  }

  @Override
  public void takePlanes(
      Storage from,
      int available,
      Indices which,
      int first,
      int margin,
      int plane,
      int count,
      int cols) {
    OpenClStorage other = same(from);
    device.each(
        precision,
        "take_planes",
        (long) count * cols,
        memory,
        start,
        other.memory,
        other.start,
        available,
        device.indices(which),
        (long) first,
        margin,
        plane,
        count,
        cols);
  }

  @Override
  public void sumRows(Storage from, int count, Indices targets, double factor, int cols) {
    OpenClStorage other = same(from);
    _cl_mem[] inverse = device.inverse(targets, count);
    device.each(
        precision,
        "sum_rows",
        (long) count * cols,
        memory,
        start,
        count,
        other.memory,
        other.start,
        targets.count(),
        inverse[0],
        inverse[1],
        factor,
        cols);
  }

  @Override
  public void transpose(Storage from, int rows, int cols) {
    OpenClStorage other = same(from);
    device.each(
        precision,
        "transpose",
        (long) rows * cols,
        memory,
        start,
        other.memory,
        other.start,
        rows,
        cols);
  }

  @Override
  public void run(Kernel kernel, double[] constants, Storage[] operands, long size) {
    OpenClStorage[] all = new OpenClStorage[operands.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = same(operands[i]);
    }
    if (kernel == Kernel.ADAM) {
      device.each(
          precision,
          "adam",
          size,
          all[0].memory,
          all[0].start,
          all[1].memory,
          all[1].start,
          all[2].memory,
          all[2].start,
          all[3].memory,
          all[3].start,
          constants[0],
          constants[1],
          constants[2],
          constants[3],
          size);
      return;
    }
    OpenClStorage other = all[all.length - 1];
    device.each(
        precision,
        name(kernel),
        size,
        memory,
        start,
        other.memory,
        other.start,
        new OpenClDevice.Sum(constants.length == 0 ? 1 : constants[0]),
        size);
  }

  /** OpenCL has a function tanh of its own. */
  private static String name(Kernel kernel) {
    return kernel == Kernel.TANH ? "tanh_of" : kernel.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Storage from(long later) {
    return new OpenClStorage(device, precision, memory, start + later, 0);
  }

  @Override
  public Space space() {
    return new Space(precision, Optional.of(device));
  }

  @Override
  public void close() {
    if (owned > 0) {
      device.free(memory, owned);
    }
  }

  private OpenClStorage same(Storage storage) {
    if (storage instanceof OpenClStorage other
        && other.device == device
        && other.precision == precision) {
      return other;
    }
    throw new IllegalArgumentException("operands of different spaces");
  }
}
