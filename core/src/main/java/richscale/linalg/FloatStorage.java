package richscale.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dsdot;
import static org.bytedeco.openblas.global.openblas.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas.cblas_scopy;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas.cblas_sger;
import static org.bytedeco.openblas.global.openblas.cblas_sscal;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** Entries of single precision. */
record FloatStorage(FloatPointer entries, boolean owned) implements Storage {

  @Override
  public void get(long start, double[] block, int count) {
    float[] narrow = new float[count];
    at(start).get(narrow);
    for (int i = 0; i < count; i++) {
      block[i] = narrow[i];
    }
  }

  @Override
  public void put(long start, double[] block, int count) {
    float[] narrow = new float[count];
    for (int i = 0; i < count; i++) {
      narrow[i] = (float) block[i];
    }
    at(start).put(narrow);
  }

  @Override
  public void put(float[] all) {
    entries.put(all);
  }

  @Override
  public void putRows(float[] all, int available, int[] rows, int cols) {
    FloatIndexer here = FloatIndexer.create(entries);
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
    cblas_scopy(count, pointer(from, start), 1, at(start), 1);
  }

  @Override
  public void scale(long start, double factor, int count) {
    cblas_sscal(count, (float) factor, at(start), 1);
  }

  @Override
  public void axpy(long start, double factor, Storage other, int count) {
    cblas_saxpy(count, (float) factor, pointer(other, start), 1, at(start), 1);
  }

  @Override
  public double dot(Storage other, long count) {
    double sum = 0;
    for (long from = 0; from < count; from += BLOCK) {
      int some = (int) Math.min(count - from, BLOCK);
      sum += cblas_dsdot(some, at(from), 1, pointer(other, from), 1);
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
    cblas_sgemm(
        CblasColMajor,
        transA ? CblasTrans : CblasNoTrans,
        transB ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        inner,
        (float) factor,
        pointer(a, 0),
        leadingA,
        pointer(b, 0),
        leadingB,
        (float) keep,
        entries,
        leading);
  }

  @Override
  public void gemv(
      boolean transA, int rows, int cols, double factor, Storage a, Storage x, double keep) {
    cblas_sgemv(
        CblasColMajor,
        transA ? CblasTrans : CblasNoTrans,
        rows,
        cols,
        (float) factor,
        pointer(a, 0),
        rows,
        pointer(x, 0),
        1,
        (float) keep,
        entries,
        1);
  }

  @Override
  public void ger(int rows, int cols, double factor, Storage x, Storage y) {
    cblas_sger(
        CblasColMajor,
        rows,
        cols,
        (float) factor,
        pointer(x, 0),
        1,
        pointer(y, 0),
        1,
        entries,
        rows);
  }

  @Override
  public void zeroRows(Indices which, int leading, int cols) {
    FloatIndexer indexer = FloatIndexer.create(entries);
    for (int column = 0; column < cols; column++) {
      long start = (long) column * leading;
      for (int row : which.values()) {
        indexer.put(start + row, 0);
      }
    }
  }

  @Override
  public void set(long start, double value, int count) {
    float[] block = new float[count];
    Arrays.fill(block, (float) value);
    at(start).put(block);
  }

  @Override
  public void convert(long start, Storage from, int count) {
    if (from instanceof OpenClStorage there && there.precision() == FloatingPoint.FLOAT) {
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
    float[] read = new float[available];
    float[] written = new float[rows.length];
    float times = (float) factor;
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
    float[] read = new float[available];
    float[] written = new float[count];
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
    float[] read = new float[targets.length];
    float times = (float) factor;
    for (int column = 0; column < cols; column++) {
      float[] sums = new float[count];
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
    float[] read = new float[rows * cols];
    float[] written = new float[rows * cols];
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
    float[][] blocks = new float[operands.length][(int) Math.min(size, BLOCK)];
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
    return Space.host(FloatingPoint.FLOAT);
  }

  @Override
  public Storage from(long start) {
    return new FloatStorage(entries.getPointer(start), false);
  }

  @Override
  public void close() {
    if (owned) {
      entries.close();
    }
  }

  private FloatPointer at(long index) {
    return index == 0 ? entries : entries.getPointer(index);
  }

  private static FloatPointer pointer(Storage storage, long index) {
    if (storage instanceof FloatStorage same) {
      return same.at(index);
    }
    throw new IllegalArgumentException("operands of different precision");
  }
}
