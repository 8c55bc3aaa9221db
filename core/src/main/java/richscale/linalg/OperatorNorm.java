package richscale.linalg;

import java.util.Optional;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The largest singular value of a matrix that changes now and then, by Rayleigh-Ritz over an
 * orthonormal basis that is kept together with its images.
 *
 * <p>From nothing this is the Lanczos iteration on A'A with full reorthogonalisation (Golub and Van
 * Loan, Matrix Computations, section 10.4), which needs some twenty products where a power
 * iteration needs several hundred: the singular values of random matrices crowd at the edge. After
 * a change the basis is still good, so one or two more products do.
 */
public final class OperatorNorm implements AutoCloseable {
  /** Relative tolerance of every operator norm. */
  public static final double TOLERANCE = 1e-3;

  /** Most basis vectors; beyond them only the best combinations stay. */
  public static final int CAPACITY = 64;

  private static final int KEPT = 12;

  /** Below this share a new direction is rounding noise. */
  private static final double BREAKDOWN = 1e-5;

  /** Up to this dimension the whole Gram matrix is decomposed. */
  private static final int SMALL = 32;

  private final boolean tall;
  private final int dimension;
  private final Matrix basis;
  private final Matrix images;
  private final Matrix direction;
  private final Matrix image;
  private final Matrix coefficients;
  private final double[] gram = new double[CAPACITY * CAPACITY];
  private int size;

  /**
   * Prepares for matrices of one shape.
   *
   * @param like a matrix of that shape and precision
   */
  public OperatorNorm(Matrix like) {
    // The smaller Gram matrix has the same norm and shorter vectors.
    tall = like.rows() >= like.cols();
    dimension = Math.min(like.rows(), like.cols());
    int capacity = Math.min(dimension, CAPACITY);
    basis = like.like(dimension, capacity);
    images = like.like(Math.max(like.rows(), like.cols()), capacity);
    direction = like.like(dimension, 1);
    image = like.like(images.rows(), 1);
    coefficients = like.like(capacity, 1);
  }

  /**
   * Returns the operator norm of a matrix.
   *
   * @param a the matrix
   * @return its largest singular value, to {@link #TOLERANCE} relative; 0 for the zero matrix
   */
  public static double of(Matrix a) {
    try (OperatorNorm norm = new OperatorNorm(a)) {
      return norm.update(a);
    }
  }

  /**
   * Returns the operator norm of a matrix that may be any other than the last one.
   *
   * @param a a matrix of the shape this was made for
   * @return its largest singular value, to {@link #TOLERANCE} relative
   */
  public double update(Matrix a) {
    if (dimension <= SMALL) {
      return ofSmall(a);
    }
    if (size > 0) {
      images.columns(0, size).product(a, !tall, basis.columns(0, size), false, 1);
      fillGram(0);
    }
    return converge(a);
  }

  /**
   * Returns the operator norm of the last matrix changed by a product of thin factors, without a
   * pass over it for what is known of it already.
   *
   * @param a the matrix after the change
   * @param change what was added to it since the last call
   * @param hint a direction on the right side in which all changes so far act most, so that none
   *     hides; absent if there is none
   * @return its largest singular value, to {@link #TOLERANCE} relative
   */
  public double update(Matrix a, ThinProduct change, Optional<Matrix> hint) {
    if (dimension <= SMALL) {
      return ofSmall(a);
    }
    if (size > 0) {
      Matrix near = tall ? change.right() : change.left();
      Matrix far = tall ? change.left() : change.right();
      try (Matrix inner = near.like(near.cols(), size)) {
        inner.product(near, true, basis.columns(0, size), false, 1);
        images.columns(0, size).addProduct(far, false, inner, false, 1);
      }
      fillGram(0);
    }
    hint.ifPresent(
        right -> {
          if (tall) {
            direction.copyFrom(right);
          } else {
            direction.product(a, false, right, false, 1);
          }
          append(a);
        });
    return converge(a);
  }

  private double ofSmall(Matrix a) {
    if (dimension == 1) {
      return a.frobeniusNorm();
    }
    try (Matrix square = a.like(dimension, dimension)) {
      square.product(a, tall, a, !tall, 1);
      double eigenvalue = TopEigenpairs.of(square.toArray(), dimension, dimension, 1).largest();
      return Math.sqrt(Math.max(0, eigenvalue));
    }
  }

  private double converge(Matrix a) {
    boolean cold = size == 0;
    if (cold) {
      drawDirection();
      append(a);
    }
    // The top direction grows out of a random start by a factor a product, which takes log n of
    // them; stopping earlier takes the second value for the first in some matrices.
    double fewest = cold ? Math.min(dimension, 5 * Math.log(dimension)) : 0;
    double largest = Double.NaN;
    boolean wasClose = !cold;
    while (true) {
      boolean judged = size >= fewest || size == dimension;
      boolean done = false;
      TopEigenpairs top = null;
      if (judged) {
        if (size == CAPACITY && size < dimension) {
          compress();
          fewest = 0;
        }
        top = TopEigenpairs.of(gram, CAPACITY, size, 1);
        // With t vectors at a crowded edge the error falls like 1/t^2, so it is t/2 last steps. A
        // basis that was good before the change gets there in a few; twice the last step covers it.
        boolean close =
            top.largest() - largest
                <= TOLERANCE * Math.abs(top.largest()) / (cold ? Math.max(1, size / 2.0) : 2);
        done = (close && wasClose) || size == dimension;
        wasClose = close;
        largest = top.largest();
      }
      if (done || !expand(a, judged ? top.leading() : last(), judged ? largest : 0)) {
        double eigenvalue =
            Double.isNaN(largest) ? TopEigenpairs.of(gram, CAPACITY, size, 1).largest() : largest;
        if (cold && size > KEPT) {
          // What comes later starts from the best of these; the others would only cost.
          compress();
        }
        return Math.sqrt(Math.max(0, eigenvalue));
      }
    }
  }

  private double[] last() {
    double[] last = new double[size];
    last[size - 1] = 1;
    return last;
  }

  /** Adds the residual of a combination of the basis; returns whether there was any. */
  private boolean expand(Matrix a, double[] combination, double eigenvalue) {
    Matrix y = coefficients.head(size);
    y.set(combination);
    image.product(images.columns(0, size), false, y, false, 1);
    direction.product(a, tall, image, false, 1);
    double before = direction.frobeniusNorm();
    if (eigenvalue > 0) {
      direction.addProduct(basis.columns(0, size), false, y, false, -eigenvalue);
    }
    return before > 0 && direction.frobeniusNorm() > BREAKDOWN * before && append(a);
  }

  /** Appends what is new in the direction, with its image; returns whether anything was. */
  private boolean append(Matrix a) {
    if (size == CAPACITY) {
      compress();
    }
    double before = direction.frobeniusNorm();
    if (!(before > 0) || size == dimension) {
      return false;
    }
    direction.scale(1 / before);
    double left = 1;
    if (size > 0) {
      Matrix overlap = coefficients.head(size);
      Matrix known = basis.columns(0, size);
      // Twice is enough (Kahan and Parlett).
      for (int pass = 0; pass < 2; pass++) {
        overlap.product(known, true, direction, false, 1);
        direction.addProduct(known, false, overlap, false, -1);
      }
      left = direction.frobeniusNorm();
      if (!(left > BREAKDOWN)) {
        return false;
      }
    }
    direction.scale(1 / left);
    basis.columns(size, 1).copyFrom(direction);
    images.columns(size, 1).product(a, !tall, direction, false, 1);
    size++;
    fillGram(size - 1);
    return true;
  }

  /** Brings the Gram matrix of the images up to date from a column on. */
  private void fillGram(int from) {
    try (Matrix block = images.like(size - from, size)) {
      block.product(images.columns(from, size - from), true, images.columns(0, size), false, 1);
      double[] entries = block.toArray();
      for (int column = 0; column < size; column++) {
        for (int row = Math.max(from, column); row < size; row++) {
          gram[column * CAPACITY + row] = entries[column * (size - from) + row - from];
        }
      }
    }
  }

  private void compress() {
    TopEigenpairs best = TopEigenpairs.of(gram, CAPACITY, size, KEPT);
    try (Matrix y = basis.like(size, KEPT);
        Matrix vectors = basis.like(basis.rows(), KEPT);
        Matrix theirImages = images.like(images.rows(), KEPT)) {
      y.set(best.vectors());
      vectors.product(basis.columns(0, size), false, y, false, 1);
      theirImages.product(images.columns(0, size), false, y, false, 1);
      basis.columns(0, KEPT).copyFrom(vectors);
      images.columns(0, KEPT).copyFrom(theirImages);
      size = KEPT;
    }
    fillGram(0);
  }

  private void drawDirection() {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(RandomSource.XO_RO_SHI_RO_128_PP.create(dimension));
    direction.fill(normal::sample);
  }

  /** Frees the basis. */
  @Override
  public void close() {
    basis.close();
    images.close();
    direction.close();
    image.close();
    coefficients.close();
  }
}
