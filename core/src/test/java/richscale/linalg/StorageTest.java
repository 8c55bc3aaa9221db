package richscale.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every storage has to do alike, whatever holds the entries. */
class StorageTest {
  /** Where the entries are. */
  enum Place {
    FLOAT_ON_HOST(FloatingPoint.FLOAT, false, false),
    DOUBLE_ON_HOST(FloatingPoint.DOUBLE, false, false),
    FLOAT_ON_DEVICE(FloatingPoint.FLOAT, true, false),
    DOUBLE_ON_DEVICE(FloatingPoint.DOUBLE, true, false),
    FLOAT_BY_KERNELS_FOR_GPUS(FloatingPoint.FLOAT, true, true),
    DOUBLE_BY_KERNELS_FOR_GPUS(FloatingPoint.DOUBLE, true, true);

    private final FloatingPoint precision;
    private final boolean device;
    private final boolean asGpu;

    Place(FloatingPoint precision, boolean device, boolean asGpu) {
      this.precision = precision;
      this.device = device;
      this.asGpu = asGpu;
    }

    void run(Consumer<Space> test) {
      if (!device) {
        test.accept(Space.host(precision));
        return;
      }
      assumeThat(OpenClDevice.all()).as("OpenCL devices of this machine").isNotEmpty();
      try (OpenClDevice opened = OpenClDevice.open(0, asGpu)) {
        assumeThat(precision == FloatingPoint.FLOAT || opened.wide())
            .as("double precision of " + opened.name())
            .isTrue();
        test.accept(new Space(precision, Optional.of(opened)));
      }
    }

    /** Of sums of a few hundred terms of order 1. */
    double tolerance() {
      return precision == FloatingPoint.FLOAT ? 1e-4 : 1e-12;
    }
  }

  private static double[] random(Random random, int count) {
    return random.doubles(count, -1, 1).map(v -> (float) v).toArray();
  }

  private static void close(double[] found, double[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("entry %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }

  private static double at(double[] entries, int rows, boolean transposed, int i, int j) {
    return transposed ? entries[i * rows + j] : entries[j * rows + i];
  }

  @ParameterizedTest
  @EnumSource
  void productsOfAllShapesAndTransposes(Place place) {
    int[][] shapes = {
      {1, 1, 1},
      {3, 5, 7},
      {33, 31, 32},
      {1, 40, 9},
      {40, 1, 9},
      {7, 6, 1},
      {130, 129, 17},
      {4, 3, 700},
      {2, 260, 70},
      {128, 256, 64},
      {2051, 2050, 3}
    };
    Random random = new Random(1);
    place.run(
        space -> {
          for (int[] shape : shapes) {
            for (int kind = 0; kind < 8; kind += shape[0] > 1000 ? 3 : 1) {
              product(
                  space,
                  random,
                  shape,
                  (kind & 1) > 0,
                  (kind & 2) > 0,
                  (kind & 4) > 0,
                  place.tolerance());
            }
          }
        });
  }

  private static void product(
      Space space,
      Random random,
      int[] shape,
      boolean transA,
      boolean transB,
      boolean adds,
      double tolerance) {
    int rows = shape[0];
    int cols = shape[1];
    int inner = shape[2];
    double[] a = random(random, rows * inner);
    double[] b = random(random, inner * cols);
    double[] c = random(random, rows * cols);
    int rowsA = transA ? inner : rows;
    int rowsB = transB ? cols : inner;
    double[] expected = new double[rows * cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += at(a, rowsA, transA, i, k) * at(b, rowsB, transB, k, j);
        }
        expected[j * rows + i] = 0.5 * sum + (adds ? c[j * rows + i] : 0);
      }
    }
    try (Matrix left = space.of(rowsA, transA ? rows : inner, a);
        Matrix right = space.of(rowsB, transB ? inner : cols, b);
        Matrix into = space.of(rows, cols, c)) {
      if (adds) {
        into.addProduct(left, transA, right, transB, 0.5);
      } else {
        // Whatever was there, even what is not a number, is overwritten.
        into.scale(Double.NaN);
        into.product(left, transA, right, transB, 0.5);
      }
      close(into.toArray(), expected, tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource
  void windowsAndColumnsAreViews(Place place) {
    Random random = new Random(2);
    place.run(
        space -> {
          double[] a = random(random, 20 * 6);
          double[] b = random(random, 3 * 4);
          try (Matrix all = space.of(20, 6, a);
              Matrix weights = space.of(3, 4, b);
              Matrix into = space.allocate(20, 6)) {
            into.zero();
            // Rows 5 to 12 of columns 1 to 4 from rows 7 to 14 of columns 2 to 4.
            into.columns(1, 4)
                .window(5, 8)
                .product(all.columns(2, 3).window(7, 8), false, weights, false, 1);
            double[] expected = new double[20 * 6];
            for (int i = 0; i < 8; i++) {
              for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 3; k++) {
                  expected[(1 + j) * 20 + 5 + i] += a[(2 + k) * 20 + 7 + i] * b[j * 3 + k];
                }
              }
            }
            close(into.toArray(), expected, place.tolerance());
            into.columns(3, 2).copyFrom(all.columns(0, 2));
            System.arraycopy(a, 0, expected, 60, 40);
            close(into.toArray(), expected, place.tolerance());
          }
          // Within one matrix, as pending updates and bases use it.
          try (Matrix basis = space.of(20, 6, a);
              Matrix mixing = space.of(2, 3, Arrays.copyOf(b, 6))) {
            basis.columns(3, 3).product(basis.columns(0, 2), false, mixing, false, 1);
            double[] expected = a.clone();
            for (int i = 0; i < 20; i++) {
              for (int j = 0; j < 3; j++) {
                expected[(3 + j) * 20 + i] = a[i] * b[2 * j] + a[20 + i] * b[2 * j + 1];
              }
            }
            close(basis.toArray(), expected, place.tolerance());
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void sumsAndMultiples(Place place) {
    Random random = new Random(3);
    place.run(
        space -> {
          for (int size : new int[] {1, 255, 257, 5000, 300_001}) {
            double[] a = random(random, size);
            double[] b = random(random, size);
            double[] expected = new double[size];
            double dot = 0;
            for (int i = 0; i < size; i++) {
              expected[i] = -2 * (a[i] + 3 * b[i]);
              dot += a[i] * b[i];
            }
            try (Matrix x = space.of(size, 1, a);
                Matrix y = space.of(size, 1, b);
                Matrix tally = space.ofSums().allocate(3, 1)) {
              // Single precision of partial sums on the host: blocks of 4096.
              double tolerance = place.tolerance() * Math.sqrt(size);
              assertThat(x.dot(y)).isCloseTo(dot, within(tolerance));
              assertThat(x.dot(y)).isEqualTo(x.dot(y));
              tally.zero();
              x.dotInto(y, tally, 1);
              assertThat(tally.toArray()[1]).isEqualTo(x.dot(y));
              x.add(3, y);
              x.scale(-2);
              close(x.toArray(), expected, place.tolerance());
              y.copyFrom(x);
              y.subtractFrom(x);
              assertThat(y.frobeniusNorm()).isZero();
              x.ones();
              assertThat(x.dot(x)).isEqualTo(size);
              x.scale(-3);
              x.normalise();
              assertThat(x.frobeniusNorm()).isCloseTo(size == 0 ? 0 : 1, within(place.tolerance()));
              y.zero();
              y.normalise();
              assertThat(y.frobeniusNorm()).isZero();
              y.fill(() -> Double.NEGATIVE_INFINITY);
              y.normalise();
              assertThat(y.toArray()).doesNotContain(0, 1, Double.NEGATIVE_INFINITY);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreTakenSummedAndZeroed(Place place) {
    Random random = new Random(4);
    place.run(
        space -> {
          double[] a = random(random, 5 * 3);
          try (Matrix from = space.of(5, 3, a);
              Matrix four = space.allocate(4, 3);
              Matrix two = space.allocate(2, 3)) {
            four.takeRows(from, Indices.of(4, -1, 0, 5), 2);
            double[] taken = new double[12];
            for (int j = 0; j < 3; j++) {
              taken[4 * j] = 2 * a[5 * j + 4];
              taken[4 * j + 2] = 2 * a[5 * j];
            }
            close(four.toArray(), taken, place.tolerance());
            two.takeRowsFrom(3, Indices.of(0, 0, 0, 3, 1), from);
            double[] later = new double[6];
            double[] sums = new double[6];
            for (int j = 0; j < 3; j++) {
              later[2 * j] = a[5 * j + 3];
              later[2 * j + 1] = a[5 * j + 1];
              sums[2 * j] = 0.5 * (a[5 * j] + a[5 * j + 2] + a[5 * j + 4]);
              sums[2 * j + 1] = 0.5 * a[5 * j + 1];
            }
            close(two.toArray(), later, place.tolerance());
            two.sumRows(from, Indices.of(0, 1, 0, -1, 0), 0.5);
            close(two.toArray(), sums, place.tolerance());
            from.zeroRows(Indices.of(1, 4));
            double[] zeroed = a.clone();
            for (int j = 0; j < 3; j++) {
              zeroed[5 * j + 1] = 0;
              zeroed[5 * j + 4] = 0;
            }
            close(from.toArray(), zeroed, 0);
            from.zeroRows(Indices.of());
            close(from.toArray(), zeroed, 0);
          }
          // A margin of one row, planes of two rows: the third and the first of three.
          double[] planes = random(random, 7 * 2);
          try (Matrix from = space.of(7, 2, planes);
              Matrix into = space.allocate(5, 2)) {
            into.takePlanes(from, Indices.of(9, 2, 0), 1, 1, 2);
            double[] expected = {
              0,
              planes[5],
              planes[6],
              planes[1],
              planes[2],
              0,
              planes[12],
              planes[13],
              planes[8],
              planes[9]
            };
            close(into.toArray(), expected, 0);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void transposesAndConversions(Place place) {
    Random random = new Random(5);
    place.run(
        space -> {
          double[] a = random(random, 6 * 4);
          try (Matrix from = space.of(6, 4, a);
              Matrix into = space.allocate(8, 3);
              Matrix host = from.to(FloatingPoint.DOUBLE);
              Matrix back = space.allocate(6, 4);
              Matrix sums = space.ofSums().allocate(6, 4)) {
            into.transpose(from, 6);
            double[] expected = new double[24];
            for (int i = 0; i < 6; i++) {
              for (int j = 0; j < 4; j++) {
                expected[i * 4 + j] = a[j * 6 + i];
              }
            }
            close(into.toArray(), expected, 0);
            assertThat(host.space()).isEqualTo(Space.host(FloatingPoint.DOUBLE));
            close(host.toArray(), a, 0);
            back.convert(host);
            close(back.toArray(), a, 0);
            sums.convert(back);
            close(sums.toArray(), a, 0);
            back.set(new float[24]);
            back.setRows(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, new int[] {0, 1, 1, 0, 0, 1});
            assertThat(Arrays.copyOf(back.toArray(), 7)).containsExactly(1, 2, 2, 1, 1, 2, 3);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void kernelsAreThoseOfDoublePrecision(Place place) {
    Random random = new Random(6);
    place.run(
        space -> {
          for (Kernel kernel : Kernel.values()) {
            int operands = kernel == Kernel.ADAM ? 4 : 2;
            double[] constants =
                kernel == Kernel.ADAM ? new double[] {0.1, 0.9, 0.99, 1e-3} : new double[] {1.3};
            List<double[]> entries = new ArrayList<>();
            for (int i = 0; i < operands; i++) {
              double[] some = random(random, 301);
              entries.add(
                  // Second moments that do not vanish, and what a rectifier leaves.
                  (kernel == Kernel.ADAM && i == 2) || (kernel == Kernel.RELU_SLOPE && i == 1)
                      ? Arrays.stream(some)
                          .map(v -> Math.max(kernel == Kernel.ADAM ? 0.1 : 0, v))
                          .toArray()
                      : some);
            }
            double[] expected = run(Space.host(FloatingPoint.DOUBLE), kernel, constants, entries);
            double[] found = run(space, kernel, constants, entries);
            for (int i = 0; i < expected.length; i++) {
              assertThat(found[i])
                  .as("%s, entry %d", kernel, i)
                  .isCloseTo(
                      expected[i], within(space.precision() == FloatingPoint.FLOAT ? 3e-6 : 1e-14));
            }
          }
        });
  }

  private static double[] run(
      Space space, Kernel kernel, double[] constants, List<double[]> entries) {
    List<Matrix> matrices = new ArrayList<>();
    for (double[] some : entries) {
      matrices.add(space.of(43, 7, some));
    }
    boolean single = kernel.operands() == 1;
    kernel.run(constants, matrices.subList(0, single ? 1 : matrices.size()).toArray(Matrix[]::new));
    double[] first = matrices.get(0).toArray();
    matrices.forEach(Matrix::close);
    return first;
  }

  @ParameterizedTest
  @EnumSource
  void softmaxErrorsAndTheirLoss(Place place) {
    place.run(
        space -> {
          double[] logits = {1000, 0, -3, 1001, 0.5, 2};
          double[] targets = {0, 1, 0.25, 1, 0, 0.75};
          try (Matrix f = space.of(3, 2, logits);
              Matrix y = space.of(3, 2, targets);
              Matrix tally = space.ofSums().allocate(2, 1)) {
            f.softmaxError(y, tally, 1);
            double[] gradient = f.toArray();
            double loss = 0;
            for (int i = 0; i < 3; i++) {
              double difference = logits[3 + i] - logits[i];
              double second = 1 / (1 + Math.exp(-difference));
              assertThat(gradient[3 + i])
                  .isCloseTo(second - targets[3 + i], within(place.tolerance()));
              assertThat(gradient[i]).isCloseTo(1 - second - targets[i], within(place.tolerance()));
              loss -= targets[i] * Math.log(1 - second) + targets[3 + i] * Math.log(second);
            }
            assertThat(tally.toArray()[1]).isCloseTo(loss, within(place.tolerance()));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void spacesDoNotMix(Place place) {
    place.run(
        space -> {
          FloatingPoint other =
              space.precision() == FloatingPoint.FLOAT ? FloatingPoint.DOUBLE : FloatingPoint.FLOAT;
          try (Matrix mine = space.of(2, 2, 1, 2, 3, 4);
              Matrix others = Space.host(other).of(2, 2, 1, 2, 3, 4)) {
            assertThatIllegalArgumentException().isThrownBy(() -> mine.add(1, others));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> mine.product(others, false, others, false, 1));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsRefusedAndTheNextDeviceIsClean(Place place) {
    assumeThat(place.device).isTrue();
    place.run(
        space -> {
          long bytes = OpenClDevice.all().get(0).memory();
          int rows = 1 << 30;
          int cols = (int) (4 * bytes / rows / space.precision().bytes()) + 1;
          assertThatThrownBy(() -> space.allocate(rows, cols))
              .isInstanceOf(DeviceException.class)
              .hasMessageContaining("bytes are needed beside 0; it has");
        });
    place.run(
        space -> {
          try (Matrix one = space.of(1, 1, 3)) {
            assertThat(one.dot(one)).isEqualTo(9);
          }
        });
  }
}
