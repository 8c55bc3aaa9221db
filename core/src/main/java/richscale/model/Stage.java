package richscale.model;

import java.util.Optional;
import richscale.architecture.LayerPlan;
import richscale.architecture.Pooling;
import richscale.linalg.Matrix;
import richscale.linalg.Space;
import richscale.spec.Activation;

/**
 * One layer of a stack: its linear part, what follows it, and how values stand after each.
 *
 * @param op the linear part
 * @param activation nonlinearity
 * @param branch the residual branch that ends with the layer, if one does
 * @param output how outputs stand, the layout of h_l
 * @param normalisation of what enters, if there is one
 * @param pooling between pre-activations and outputs; absent if these stand alike
 * @param space where all values are
 */
record Stage(
    LayerOp op,
    Activation activation,
    Optional<LayerPlan.Branch> branch,
    FeatureLayout output,
    Optional<LayerNormalisation> normalisation,
    Optional<PoolingOp> pooling,
    Space space)
    implements AutoCloseable {
  /**
   * Prepares a layer for batches of one size.
   *
   * @param layer the layer
   * @param pad zeros around maps
   * @param padAfter zeros that the next layer needs around its inputs
   * @param samples size of a batch
   * @return the stage
   */
  static Stage of(Network.Layer layer, int pad, int padAfter, int samples) {
    LayerPlan plan = layer.shapes().plan();
    LayerOp op =
        switch (plan.connection()) {
          case DENSE -> new DenseOp(layer, samples);
          case CONVOLUTION -> new ConvolutionOp(layer, pad, samples);
          case DEPTHWISE -> new DepthwiseOp(layer, pad, samples);
        };
    FeatureLayout output = new FeatureLayout(layer.shapes().output(), padAfter, samples);
    Space space = layer.weight().space();
    return new Stage(
        op,
        layer.activation(),
        plan.branch(),
        output,
        plan.normalised()
            ? Optional.of(new LayerNormalisation(space, samples, op.input().shape().channels()))
            : Optional.empty(),
        plan.pooling().kind() == Pooling.Kind.NONE
            ? Optional.empty()
            : Optional.of(new PoolingOp(plan.pooling(), op.z(), output)),
        space);
  }

  boolean linear() {
    return activation == Activation.IDENTITY;
  }

  boolean pools() {
    return pooling.isPresent();
  }

  /** Frees what the linear part keeps. */
  @Override
  public void close() {
    op.close();
    normalisation.ifPresent(LayerNormalisation::close);
  }

  /**
   * What enters the weights where that is not what comes in.
   *
   * @param values normalised, samples x units
   * @param inverse one over the standard deviations, samples x 1
   */
  record Entering(Matrix values, Matrix inverse) implements AutoCloseable {
    @Override
    public void close() {
      values.close();
      inverse.close();
    }
  }

  /**
   * The values of a batch within the stage; those that are never different are one matrix.
   *
   * @param entering what enters the weights; absent if that is what comes in
   * @param z pre-activations
   * @param a activations
   * @param s activations with what a branch began with
   * @param h pooled s
   */
  record Values(Optional<Entering> entering, Matrix z, Matrix a, Matrix s, Matrix h)
      implements AutoCloseable {
    @Override
    public void close() {
      entering.ifPresent(Entering::close);
      z.close();
      if (a != z) {
        a.close();
      }
      if (s != a) {
        s.close();
      }
      if (h != s) {
        h.close();
      }
    }
  }

  /** Allocates values; pre-activations are kept where their slopes need them, or if wanted. */
  Values allocate(boolean keepZ) {
    Matrix z = op.z().allocate(space);
    boolean apart = keepZ ? !linear() : !activation.slopeFollowsFromValue();
    Matrix a = apart ? z.copy() : z;
    Matrix s = branch.isPresent() ? op.z().allocate(space) : a;
    Matrix h = pools() ? output.allocate(space) : s;
    return new Values(normalisation.map(unused -> entering()), z, a, s, h);
  }

  private Entering entering() {
    Matrix values = op.input().allocate(space);
    return new Entering(values, values.like(values.rows(), 1));
  }

  /** Computes what enters the weights, and returns it. */
  Matrix enter(Values values, Matrix h) {
    if (normalisation.isEmpty()) {
      return h;
    }
    Entering entering = values.entering().orElseThrow();
    normalisation.get().forward(h, entering.values(), entering.inverse());
    return entering.values();
  }

  /** Computes what follows the pre-activations. */
  void afterZ(Values values, Matrix branchStart) {
    if (values.a() != values.z()) {
      values.a().copyFrom(values.z());
    }
    Nonlinearity.apply(activation, values.a());
    if (branch.isPresent()) {
      values.s().copyFrom(branchStart);
      values.s().add(branch.get().multiplier(), values.a());
    }
    pooling.ifPresent(pool -> pool.forward(values.s(), values.h()));
  }
}
