package richscale.observe;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import richscale.linalg.LowRankProduct;
import richscale.linalg.Matrix;
import richscale.linalg.OperatorNorm;
import richscale.model.LayerOp;

/**
 * Delta W_l, raw: from the low-rank factors of the updates while there are any, else as the
 * difference of the weights now and at initialisation, formed when first asked for.
 */
final class WeightChange implements AutoCloseable {
  /** What the factors say about one state of the weights. */
  private static final class LowRank {
    private final LowRankProduct product;
    private final LowRankProduct.Grams grams;
    private Optional<double[]> direction = Optional.empty();

    LowRank(LowRankProduct product) {
      this.product = product;
      grams = product.grams();
    }

    LowRankProduct product() {
      return product;
    }

    LowRankProduct.Grams grams() {
      return grams;
    }

    /** Found when first asked for: only operator norms need it. */
    double[] direction() {
      if (direction.isEmpty()) {
        direction = Optional.of(grams.rightDirection());
      }
      return direction.get();
    }
  }

  private final Matrix weight;
  private final LayerOp op;
  private final Consumer<Matrix> initial;
  private Optional<LowRank> lowRank = Optional.empty();
  private Optional<Matrix> difference = Optional.empty();
  private Optional<OperatorNorm> operatorNorm = Optional.empty();
  private OptionalDouble frobenius = OptionalDouble.empty();
  private boolean formed;

  /**
   * Starts at no change.
   *
   * @param weight the weights, changing
   * @param op what the layer does to the probe batch
   * @param initial puts the weights at initialisation into a matrix
   */
  WeightChange(Matrix weight, LayerOp op, Consumer<Matrix> initial) {
    this.weight = weight;
    this.op = op;
    this.initial = initial;
  }

  /** Says that the weights have changed, and by which factors in all, if there are any. */
  void update(Optional<LowRankProduct> factors) {
    formed = false;
    frobenius = OptionalDouble.empty();
    lowRank = factors.map(LowRank::new);
  }

  /** Returns the factors, if there are any. */
  Optional<LowRankProduct> factors() {
    return lowRank.map(LowRank::product);
  }

  /** Returns the direction on one side in which the change acts most, if it is known. */
  Optional<Matrix> direction(boolean onRight) {
    return lowRank.map(
        change -> {
          Matrix factor = onRight ? change.product().right() : change.product().left();
          Matrix direction = weight.like(factor.rows(), 1);
          try (Matrix coefficients = weight.like(factor.cols(), 1)) {
            coefficients.set(
                onRight ? change.direction() : change.grams().leftDirection(change.direction()));
            direction.product(factor, false, coefficients, false, 1);
          }
          return direction;
        });
  }

  double frobeniusNorm() {
    if (frobenius.isEmpty()) {
      frobenius =
          OptionalDouble.of(
              lowRank.isPresent()
                  ? lowRank.get().grams().frobeniusNorm()
                  : dense().frobeniusNorm());
    }
    return frobenius.getAsDouble();
  }

  /** Returns the operator norm; absent if the change is not finite. */
  OptionalDouble operatorNorm() {
    if (!Double.isFinite(frobeniusNorm())) {
      return OptionalDouble.empty();
    }
    if (lowRank.isPresent()) {
      return OptionalDouble.of(lowRank.get().grams().operatorNorm(lowRank.get().direction()));
    }
    if (operatorNorm.isEmpty()) {
      operatorNorm = Optional.of(new OperatorNorm(weight));
    }
    return OptionalDouble.of(operatorNorm.get().update(dense()));
  }

  /** Returns the Frobenius norm of what Delta W makes of h. */
  double pushedNorm(Matrix h) {
    if (lowRank.isPresent()) {
      return lowRank.get().product().pushedNorm(h, lowRank.get().grams());
    }
    try (Matrix product = op.z().allocate(h.space())) {
      op.push(h, dense(), product);
      return product.frobeniusNorm();
    }
  }

  /** Returns the change itself. */
  Matrix dense() {
    Matrix delta =
        difference.orElseGet(
            () -> {
              Matrix buffer = weight.like(weight.rows(), weight.cols());
              difference = Optional.of(buffer);
              return buffer;
            });
    if (!formed) {
      initial.accept(delta);
      delta.subtractFrom(weight);
      formed = true;
    }
    return delta;
  }

  @Override
  public void close() {
    difference.ifPresent(Matrix::close);
    operatorNorm.ifPresent(OperatorNorm::close);
  }
}
