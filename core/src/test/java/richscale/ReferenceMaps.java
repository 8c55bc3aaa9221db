package richscale;

import java.util.ArrayList;
import java.util.List;
import richscale.architecture.FeatureShape;
import richscale.architecture.LayerPlan;
import richscale.model.Network;
import richscale.spec.Activation;

/**
 * A network of convolutions written out as loops in double precision, sharing nothing with the
 * implementation but the weights. Maps of a sample are {@code [channel][row][column]}.
 */
public final class ReferenceMaps {
  private final List<Network.Layer> layers;
  private final List<double[]> weights = new ArrayList<>();
  private final List<double[]> biases = new ArrayList<>();

  /** Takes over the weights of a network as they are now. */
  public ReferenceMaps(Network network) {
    layers = network.layers();
    for (Network.Layer layer : layers) {
      weights.add(layer.weight().toArray());
      biases.add(
          layer
              .bias()
              .map(bias -> bias.values().toArray())
              .orElse(new double[layer.weight().cols()]));
    }
  }

  /** Returns the effective weight from an input to an output through a tap. */
  private double weight(int layer, int output, int channel, int ky, int kx) {
    LayerPlan plan = layers.get(layer - 1).shapes().plan();
    int row = (channel * plan.kernel() + ky) * plan.kernel() + kx;
    return multiplier(layer)
        * weights.get(layer - 1)[output * layers.get(layer - 1).weight().rows() + row];
  }

  private double multiplier(int layer) {
    return layers.get(layer - 1).scaling().multiplier();
  }

  /** Returns h_0 to h_L of a sample. */
  public List<double[][][]> forward(double[][][] x) {
    List<double[][][]> h = new ArrayList<>();
    h.add(x);
    for (int l = 1; l <= layers.size(); l++) {
      h.add(layer(l, h));
    }
    return h;
  }

  /** Returns the output where h_l has another value at one place. */
  public double[][][] outputWith(
      List<double[][][]> h, int layer, int channel, int y, int x, double value) {
    List<double[][][]> changed = new ArrayList<>(h.subList(0, layer));
    double[][][] maps = copy(h.get(layer));
    maps[channel][y][x] = value;
    changed.add(maps);
    for (int l = layer + 1; l <= layers.size(); l++) {
      changed.add(layer(l, changed));
    }
    return changed.get(layers.size());
  }

  private double[][][] layer(int layer, List<double[][][]> before) {
    Network.Layer of = layers.get(layer - 1);
    double[][][] z = push(layer, before.get(layer - 1));
    Activation activation = of.activation();
    for (int output = 0; output < z.length; output++) {
      for (int y = 0; y < z[0].length; y++) {
        for (int x = 0; x < z[0][0].length; x++) {
          double bias = multiplier(layer) * biases.get(layer - 1)[output];
          double value = activation.value(z[output][y][x] + bias);
          if (of.shapes().plan().branch().isPresent()) {
            LayerPlan.Branch branch = of.shapes().plan().branch().get();
            value = before.get(layer - branch.layers())[output][y][x] + branch.multiplier() * value;
          }
          z[output][y][x] = value;
        }
      }
    }
    return pool(z, of);
  }

  /** Returns w_l * h, without bias, at stride 1. */
  public double[][][] push(int layer, double[][][] h) {
    FeatureShape shape = layers.get(layer - 1).shapes().z();
    int kernel = layers.get(layer - 1).shapes().plan().kernel();
    double[][][] z = new double[shape.channels()][shape.height()][shape.width()];
    for (int output = 0; output < z.length; output++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          for (int channel = 0; channel < h.length; channel++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                z[output][y][x] +=
                    weight(layer, output, channel, ky, kx)
                        * at(h[channel], y + ky - kernel / 2, x + kx - kernel / 2);
              }
            }
          }
        }
      }
    }
    return z;
  }

  /** Returns the squares of all inputs that all outputs of a layer see, added up. */
  public double covered(int layer, double[][][] h) {
    int reach = layers.get(layer - 1).shapes().plan().kernel() / 2;
    double squares = 0;
    for (double[][] map : h) {
      for (int y = 0; y < map.length; y++) {
        for (int x = 0; x < map[0].length; x++) {
          for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
              squares += Math.pow(at(map, y + dy, x + dx), 2);
            }
          }
        }
      }
    }
    return squares;
  }

  private static double at(double[][] map, int y, int x) {
    return y < 0 || x < 0 || y >= map.length || x >= map[0].length ? 0 : map[y][x];
  }

  private static double[][][] pool(double[][][] maps, Network.Layer of) {
    int height = maps[0].length;
    int width = maps[0][0].length;
    int size = of.shapes().plan().pooling().size();
    return switch (of.shapes().plan().pooling().kind()) {
      case NONE -> maps;
      case GLOBAL -> averages(maps, 1, 1, height, width);
      case AVERAGE -> averages(maps, height / size, width / size, size, size);
      case FIRST -> {
        double[][][] kept =
            new double[maps.length][(height + size - 1) / size][(width + size - 1) / size];
        for (int channel = 0; channel < maps.length; channel++) {
          for (int y = 0; y < height; y += size) {
            for (int x = 0; x < width; x += size) {
              kept[channel][y / size][x / size] = maps[channel][y][x];
            }
          }
        }
        yield kept;
      }
    };
  }

  private static double[][][] averages(
      double[][][] maps, int rows, int columns, int height, int width) {
    double[][][] averages = new double[maps.length][rows][columns];
    for (int channel = 0; channel < maps.length; channel++) {
      for (int y = 0; y < rows * height; y++) {
        for (int x = 0; x < columns * width; x++) {
          averages[channel][y / height][x / width] += maps[channel][y][x] / (height * width);
        }
      }
    }
    return averages;
  }

  /** Returns a copy of maps. */
  public static double[][][] copy(double[][][] maps) {
    double[][][] copy = new double[maps.length][maps[0].length][];
    for (int channel = 0; channel < maps.length; channel++) {
      for (int y = 0; y < maps[0].length; y++) {
        copy[channel][y] = maps[channel][y].clone();
      }
    }
    return copy;
  }

  /** Returns the sum of squares of a difference. */
  public static double distance(double[][][] a, double[][][] b) {
    double squares = 0;
    for (int channel = 0; channel < a.length; channel++) {
      for (int y = 0; y < a[0].length; y++) {
        for (int x = 0; x < a[0][0].length; x++) {
          squares += Math.pow(a[channel][y][x] - b[channel][y][x], 2);
        }
      }
    }
    return squares;
  }

  /** Returns the maps of a sample whose values stand column by column, channel after channel. */
  public static double[][][] sample(float[] columns, int samples, int sample, FeatureShape shape) {
    double[][][] maps = new double[shape.channels()][shape.height()][shape.width()];
    for (int i = 0; i < shape.size(); i++) {
      int position = i % shape.positions();
      maps[i / shape.positions()][position / shape.width()][position % shape.width()] =
          columns[i * samples + sample];
    }
    return maps;
  }
}
