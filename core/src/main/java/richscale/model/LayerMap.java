package richscale.model;

import java.util.Optional;
import richscale.architecture.Blueprint;
import richscale.architecture.LayerPlan;
import richscale.architecture.Pooling;
import richscale.linalg.Matrix;

/**
 * What a layer does to a batch: z = g (W * h + b), and the pooling after its nonlinearity, with
 * their derivatives.
 *
 * <p>A convolution is a sum over its taps, the positions of the kernel: a shifted map times the
 * weights of that tap. In a {@link MapLayout} a shift is an offset, so that each tap is one GEMM on
 * the maps where they are, and nothing is copied.
 */
public final class LayerMap implements AutoCloseable {
  /** Rows that all taps go over while they are in the second-level cache. */
  private static final int CACHED_ROWS = 1024;

  private final Network.Layer layer;
  private final Connection connection;
  private final MapLayout input;
  private final MapLayout z;
  private final MapLayout output;
  private final int[] padding;
  private final Optional<PoolingMap> pooling;
  private final Matrix ones;

  /**
   * Prepares a layer for batches of one size.
   *
   * @param layer the layer
   * @param pad zeros around maps
   * @param padAfter zeros that the next layer needs around its inputs
   * @param samples size of a batch
   */
  LayerMap(Network.Layer layer, int pad, int padAfter, int samples) {
    this.layer = layer;
    Blueprint.Shapes shapes = layer.shapes();
    boolean dense = shapes.plan().connection() == LayerPlan.Connection.DENSE;
    input = new MapLayout(shapes.input(), dense ? 0 : pad, samples);
    z = new MapLayout(shapes.z(), dense ? 0 : pad, samples);
    output = new MapLayout(shapes.output(), padAfter, samples);
    padding = z.padding();
    boolean pools = shapes.plan().pooling().kind() != Pooling.Kind.NONE;
    pooling =
        pools ? Optional.of(new PoolingMap(shapes.plan().pooling(), z, output)) : Optional.empty();
    connection =
        switch (shapes.plan().connection()) {
          case DENSE -> new Dense();
          case CONVOLUTION -> new Convolution();
          case DEPTHWISE -> new Depthwise();
        };
    ones = layer.weight().like(layer.bias().isPresent() ? z.rows() : 1, 1);
    ones.fill(() -> 1);
  }

  /**
   * Returns how inputs stand.
   *
   * @return the layout of h_(l-1)
   */
  public MapLayout input() {
    return input;
  }

  /**
   * Returns how pre-activations stand.
   *
   * @return the layout of z_l
   */
  public MapLayout z() {
    return z;
  }

  /**
   * Returns how outputs stand.
   *
   * @return the layout of h_l
   */
  public MapLayout output() {
    return output;
  }

  /**
   * Returns whether outputs are pooled; if not they stand as pre-activations do.
   *
   * @return whether {@link #pool} does something
   */
  public boolean pools() {
    return pooling.isPresent();
  }

  /**
   * Returns the residual branch that ends with the layer.
   *
   * @return its layers and its multiplier; empty if none does
   */
  public Optional<LayerPlan.Branch> branch() {
    return layer.shapes().plan().branch();
  }

  /**
   * Computes the pre-activations.
   *
   * @param h inputs
   * @param into receives z
   */
  public void forward(Matrix h, Matrix into) {
    connection.forward(h, layer.weight(), multiplier(), into);
    layer
        .bias()
        .ifPresent(bias -> into.addProduct(ones, false, bias.values(), false, multiplier()));
    into.zeroRows(padding);
  }

  /**
   * Computes what other weights make of inputs, without bias.
   *
   * @param h inputs
   * @param weight like W
   * @param into receives weight * h, without the multiplier g
   */
  public void push(Matrix h, Matrix weight, Matrix into) {
    connection.forward(h, weight, 1, into);
    into.zeroRows(padding);
  }

  /**
   * Computes the gradient by the inputs.
   *
   * @param byZ gradient by z
   * @param into receives it
   */
  public void backward(Matrix byZ, Matrix into) {
    connection.backward(byZ, into);
    into.zeroRows(connection.inputPadding());
  }

  /**
   * Adds a multiple of the gradient by W, without the multiplier g.
   *
   * @param h inputs
   * @param byZ gradient by z
   * @param factor the multiple
   * @param into W or a matrix like it
   */
  public void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
    connection.addWeightGradient(h, byZ, factor, into);
  }

  /**
   * Adds a multiple of the gradient by b, without the multiplier g.
   *
   * @param byZ gradient by z
   * @param factor the multiple
   * @param into b or a matrix like it, 1 x fan-out
   */
  public void addBiasGradient(Matrix byZ, double factor, Matrix into) {
    into.addProduct(ones, true, byZ, false, factor);
  }

  /**
   * Pools.
   *
   * @param from phi(z), or the sum that ends a branch
   * @param into receives h
   */
  public void pool(Matrix from, Matrix into) {
    into.mapColumns(from, pooling.orElseThrow().forward());
  }

  /**
   * Takes a gradient back through the pooling.
   *
   * @param byH gradient by h
   * @param into receives the gradient by what was pooled
   */
  public void unpool(Matrix byH, Matrix into) {
    into.mapColumns(byH, pooling.orElseThrow().backward());
  }

  /**
   * Returns the Frobenius norm of the inputs as the weights meet them: every input as often as a
   * kernel covers it.
   *
   * @param h inputs
   * @return the norm; that of h itself for a dense layer
   */
  public double coveredNorm(Matrix h) {
    if (layer.shapes().plan().kernel() == 1) {
      return h.frobeniusNorm();
    }
    int reach = layer.shapes().plan().kernel() / 2;
    double[] cover = new double[input.rows()];
    int height = input.shape().height();
    int width = input.shape().width();
    input.forEachPosition(
        (row, sample, position) ->
            cover[row] =
                Math.sqrt(
                    (double) covered(position / width, height, reach)
                        * covered(position % width, width, reach)));
    try (Matrix weights = h.like(h.rows(), 1);
        Matrix column = h.like(h.rows(), 1)) {
      weights.set(cover);
      double squares = 0;
      for (int channel = 0; channel < h.cols(); channel++) {
        column.copyFrom(h.columns(channel, 1));
        column.combine(weights, (entry, weight) -> entry * weight);
        squares += column.dot(column);
      }
      return Math.sqrt(squares);
    }
  }

  /** Returns how many outputs along a side of a map see the input at a place. */
  private static int covered(int at, int length, int reach) {
    return Math.min(length - 1, at + reach) - Math.max(0, at - reach) + 1;
  }

  @Override
  public void close() {
    connection.close();
    ones.close();
  }

  private double multiplier() {
    return layer.scaling().multiplier();
  }

  /** The linear part, without bias. */
  private interface Connection extends AutoCloseable {
    void forward(Matrix h, Matrix weight, double factor, Matrix into);

    void backward(Matrix byZ, Matrix into);

    void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into);

    int[] inputPadding();

    @Override
    default void close() {}
  }

  private final class Dense implements Connection {
    @Override
    public void forward(Matrix h, Matrix weight, double factor, Matrix into) {
      into.product(h, false, weight, false, factor);
    }

    @Override
    public void backward(Matrix byZ, Matrix into) {
      into.product(byZ, false, layer.weight(), true, multiplier());
    }

    @Override
    public void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
      into.addProduct(h, true, byZ, false, factor);
    }

    @Override
    public int[] inputPadding() {
      return new int[0];
    }
  }

  /** What convolutions share: the taps, and how far each shifts a map. */
  private abstract class Shifted implements Connection {
    private final int kernel = layer.shapes().plan().kernel();
    private final int[] zeros = input.padding();

    int taps() {
      return kernel * kernel;
    }

    int shift(int tap) {
      int reach = kernel / 2;
      return (tap / kernel - reach) * z.stride() + tap % kernel - reach;
    }

    @Override
    public int[] inputPadding() {
      return zeros;
    }

    /** Runs over all positions, some rows at a time. */
    void blocks(RowsAction action) {
      for (int from = 0; from < z.span(); from += CACHED_ROWS) {
        action.accept(z.margin() + from, Math.min(CACHED_ROWS, z.span() - from));
      }
    }
  }

  @FunctionalInterface
  private interface RowsAction {
    void accept(int from, int count);
  }

  private final class Convolution extends Shifted {
    private final int channels = input.shape().channels();
    private final int fanOut = z.shape().channels();

    /**
     * Weights tap after tap, each channels x fan-out, where W has the taps of a channel together.
     */
    private final Matrix byTap = layer.weight().like(channels, fanOut * taps());

    private final Matrix gradient =
        layer.weight().like(layer.weight().rows(), layer.weight().cols());

    private void loadTaps(Matrix weight) {
      int taps = taps();
      byTap.gather(
          weight,
          i -> {
            int channel = i % channels;
            int column = i / channels;
            return (column % fanOut * channels + channel) * taps + column / fanOut;
          });
    }

    private Matrix tap(int tap) {
      return byTap.columns(tap * fanOut, fanOut);
    }

    @Override
    public void forward(Matrix h, Matrix weight, double factor, Matrix into) {
      loadTaps(weight);
      blocks(
          (from, count) -> {
            Matrix rows = into.window(from, count);
            for (int tap = 0; tap < taps(); tap++) {
              Matrix shifted = h.window(from + shift(tap), count);
              if (tap == 0) {
                rows.product(shifted, false, tap(tap), false, factor);
              } else {
                rows.addProduct(shifted, false, tap(tap), false, factor);
              }
            }
          });
    }

    @Override
    public void backward(Matrix byZ, Matrix into) {
      loadTaps(layer.weight());
      blocks(
          (from, count) -> {
            Matrix rows = into.window(from, count);
            for (int tap = 0; tap < taps(); tap++) {
              Matrix shifted = byZ.window(from - shift(tap), count);
              if (tap == 0) {
                rows.product(shifted, false, tap(tap), true, multiplier());
              } else {
                rows.addProduct(shifted, false, tap(tap), true, multiplier());
              }
            }
          });
    }

    @Override
    public void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
      blocks(
          (from, count) -> {
            Matrix rows = byZ.window(from, count);
            for (int tap = 0; tap < taps(); tap++) {
              Matrix shifted = h.window(from + shift(tap), count);
              if (from == z.margin()) {
                tap(tap).product(shifted, true, rows, false, factor);
              } else {
                tap(tap).addProduct(shifted, true, rows, false, factor);
              }
            }
          });
      int taps = taps();
      gradient.gather(
          byTap,
          i -> {
            int tap = i % taps;
            int channel = i / taps % channels;
            return (tap * fanOut + i / taps / channels) * channels + channel;
          });
      into.add(1, gradient);
    }

    @Override
    public void close() {
      byTap.close();
      gradient.close();
    }
  }

  /** W has one row for each channel and one column for each tap. */
  private final class Depthwise extends Shifted {
    @Override
    public void forward(Matrix h, Matrix weight, double factor, Matrix into) {
      double[] weights = weight.toArray();
      into.fill(() -> 0);
      forEach(
          (channel, tap) ->
              column(into, channel, 0)
                  .add(factor * weights[tap * h.cols() + channel], column(h, channel, shift(tap))));
    }

    @Override
    public void backward(Matrix byZ, Matrix into) {
      double[] weights = layer.weight().toArray();
      into.fill(() -> 0);
      forEach(
          (channel, tap) ->
              column(into, channel, 0)
                  .add(
                      multiplier() * weights[tap * byZ.cols() + channel],
                      column(byZ, channel, -shift(tap))));
    }

    @Override
    public void addWeightGradient(Matrix h, Matrix byZ, double factor, Matrix into) {
      double[] gradient = new double[Math.toIntExact(into.size())];
      forEach(
          (channel, tap) ->
              gradient[tap * h.cols() + channel] =
                  factor * column(byZ, channel, 0).dot(column(h, channel, shift(tap))));
      try (Matrix added = into.like(into.rows(), into.cols())) {
        added.set(gradient);
        into.add(1, added);
      }
    }

    private Matrix column(Matrix maps, int channel, int shift) {
      return maps.columns(channel, 1).window(z.margin() + shift, z.span());
    }

    private void forEach(TapAction action) {
      for (int channel = 0; channel < z.shape().channels(); channel++) {
        for (int tap = 0; tap < taps(); tap++) {
          action.accept(channel, tap);
        }
      }
    }
  }

  @FunctionalInterface
  private interface TapAction {
    void accept(int channel, int tap);
  }
}
