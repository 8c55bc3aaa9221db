package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas.cblas_ddot;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas.cblas_dger;
import static org.bytedeco.openblas.global.openblas.cblas_dscal;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;

/** Entries of double precision. */
record DoubleStorage(DoublePointer entries, boolean owned) implements Storage {

  @Override
  public void get(long start, double[] block, int count) {
    at(start).get(block, 0, count);
  }

  @Override
  public void put(long start, double[] block, int count) {
    at(start).put(block, 0, count);
  }

  @Override
  public void put(float[] all) {
    double[] wide = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      wide[i] = all[i];
    }
    entries.put(wide);
  }

  @Override
  public void putRows(float[] all, int available, int[] rows, int cols) {
    DoubleIndexer here = DoubleIndexer.create(entries);
    for (int column = 0; column < cols; column++) {
      int from = column * available;
      long to = (long) column * rows.length;
      for (int i = 0; i < rows.length; i++) {
        here.put(to + i, all[from + rows[i]]);
      }
    }
  }

  @Override
  public void copy(long start, Storage from, int count) {
    cblas_dcopy(count, pointer(from, start), 1, at(start), 1);
  }

  @Override
  public void scale(long start, double factor, int count) {
    cblas_dscal(count, factor, at(start), 1);
  }

  @Override
  public void axpy(long start, double factor, Storage other, int count) {
    cblas_daxpy(count, factor, pointer(other, start), 1, at(start), 1);
  }

  @Override
  public double dot(Storage other, long count) {
    double sum = 0;
    for (long from = 0; from < count; from += BLOCK) {
      int some = (int) Math.min(count - from, BLOCK);
      sum += cblas_ddot(some, at(from), 1, pointer(other, from), 1);
    }
    return sum;
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
    cblas_dgemm(
        CblasColMajor,
        transA ? CblasTrans : CblasNoTrans,
        transB ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        inner,
        factor,
        pointer(a, 0),
        leadingA,
        pointer(b, 0),
        leadingB,
        keep,
        entries,
        leading);
  }

  @Override
  public void gemv(
      boolean transA, int rows, int cols, double factor, Storage a, Storage x, double keep) {
    cblas_dgemv(
        CblasColMajor,
        transA ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        factor,
        pointer(a, 0),
        rows,
        pointer(x, 0),
        1,
        keep,
        entries,
        1);
  }

  @Override
  public void ger(int rows, int cols, double factor, Storage x, Storage y) {
    cblas_dger(
        CblasColMajor, rows, cols, factor, pointer(x, 0), 1, pointer(y, 0), 1, entries, rows);
  }

  @Override
  public void zeroRows(Indices which, int leading, int cols) {
    DoubleIndexer indexer = DoubleIndexer.create(entries);
    for (int column = 0; column < cols; column++) {
      long start = (long) column * leading;
      for (int row : which.values()) {
        indexer.put(start + row, 0);
      }
    }
  }

  @Override
  public void set(long start, double value, int count) {
    double[] block = new double[count];
    Arrays.fill(block, value);
    at(start).put(block);
  }

  @Override
  public void convert(long start, Storage from, int count) {
    if (from instanceof OpenClStorage there && there.precision() == FloatingPoint.DOUBLE) {
      there.read(start, at(start), count);
      return;
    }
    double[] block = new double[count];
    from.get(start, block, count);
    put(start, block, count);
  }

  @Override
  public void takeRows(
      Storage from, int available, Indices which, int first, int count, double factor, int cols) {
    int[] rows = which.values(first, count);
    double[] read = new double[available];
    double[] written = new double[rows.length];
    double times = factor;
    for (int column = 0; column < cols; column++) {
      pointer(from, (long) column * available).get(read);
      for (int i = 0; i < rows.length; i++) {
        written[i] = rows[i] >= 0 && rows[i] < available ? times * read[rows[i]] : 0;
      }
      at((long) column * rows.length).put(written);
    }
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
    int[] planes = which.values(first, (count - margin) / plane);
    double[] read = new double[available];
    double[] written = new double[count];
    for (int column = 0; column < cols; column++) {
      pointer(from, (long) column * available).get(read);
      for (int i = 0; i < planes.length; i++) {
        System.arraycopy(read, margin + planes[i] * plane, written, margin + i * plane, plane);
      }
      at((long) column * count).put(written);
    }
  }

  @Override
  public void sumRows(Storage from, int count, Indices which, double factor, int cols) {
    int[] targets = which.values();
    double[] read = new double[targets.length];
    double times = factor;
    for (int column = 0; column < cols; column++) {
      double[] sums = new double[count];
      pointer(from, (long) column * targets.length).get(read);
      for (int i = 0; i < targets.length; i++) {
        if (targets[i] >= 0 && targets[i] < count) {
          sums[targets[i]] += read[i];
        }
      }
      for (int i = 0; i < count; i++) {
        sums[i] = times * sums[i];
      }
      at((long) column * count).put(sums);
    }
  }

  @Override
  public void transpose(Storage from, int rows, int cols) {
    double[] read = new double[rows * cols];
    double[] written = new double[rows * cols];
    pointer(from, 0).get(read);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < cols; column++) {
        written[row * cols + column] = read[column * rows + row];
      }
    }
    at(0).put(written);
  }

  @Override
  public void run(Kernel kernel, double[] constants, Storage[] operands, long size) {
    Loop loop = Loop.of(kernel, constants);
    double[][] blocks = new double[operands.length][(int) Math.min(size, BLOCK)];
    for (long start = 0; start < size; start += BLOCK) {
      int count = (int) Math.min(size - start, BLOCK);
      for (int i = 0; i < operands.length; i++) {
        pointer(operands[i], start).get(blocks[i], 0, count);
      }
      loop.run(blocks, count);
      for (int i = 0; i < kernel.written(); i++) {
        pointer(operands[i], start).put(blocks[i], 0, count);
      }
    }
  }

  @Override
  public Space space() {
    return Space.host(FloatingPoint.DOUBLE);
  }

  @Override
  public Storage from(long start) {
    return new DoubleStorage(entries.getPointer(start), false);
  }

  @Override
  public void close() {
    if (owned) {
      entries.close();
    }
  }

  private DoublePointer at(long index) {
    return index == 0 ? entries : entries.getPointer(index);
  }

  private static DoublePointer pointer(Storage storage, long index) {
    if (storage instanceof DoubleStorage same) {
      return same.at(index);
    }
    throw new IllegalArgumentException("operands of different precision");
  }
}
