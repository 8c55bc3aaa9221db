package richscale.linalg;

import java.util.Optional;
import java.util.OptionalDouble;
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

  /**
   * Where no change can hide, a step of this share of the norm says that the basis is still good.
   */
  private static final double STILL = TOLERANCE / 20;

  /** Below this share a new direction is rounding noise. */
  private static final double BREAKDOWN = 1e-5;

  /** Up to this dimension the whole Gram matrix is decomposed. */
  private static final int SMALL = 32;

  /** Entries that a first product leaves in the second-level cache for the second. */
  private static final int CACHED_ENTRIES = 1 << 16;

  /** Whether the basis is on the right side; on the left A A' takes one pass over A, not two. */
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
    tall = like.rows() > like.cols();
    dimension = Math.min(like.rows(), like.cols());
    int capacity = Math.min(dimension, CAPACITY);
    basis = like.like(dimension, capacity);
    images = like.like(Math.max(like.rows(), like.cols()), capacity);
    direction = like.like(dimension, 1);
    image = like.like(images.rows(), 1);
    coefficients = like.like(capacity, 1);
  }

  /**
   * A basis to start from, found once for a matrix and its multiples.
   *
   * @param size number of basis vectors; 0 for matrices so small that none is needed
   * @param basis the vectors, one after another
   * @param images what the matrix makes of each
   */
  // Made here and read here only.
  @SuppressWarnings("ArrayRecordComponent")
  public record Start(int size, double[] basis, double[] images) {
    /**
     * Finds it.
     *
     * @param a the matrix
     * @return the best of what the iteration found
     */
    public static Start of(Matrix a) {
      try (OperatorNorm norm = new OperatorNorm(a)) {
        norm.update(a);
        int size = norm.size;
        return size == 0
            ? new Start(0, new double[0], new double[0])
            : new Start(
                size,
                norm.basis.columns(0, size).toArray(),
                norm.images.columns(0, size).toArray());
      }
    }

    /** {@return how much memory it takes: bytes of both arrays} */
    public long bytes() {
      return 8L * (basis.length + images.length);
    }
  }

  /**
   * Goes on from a start.
   *
   * @param like a matrix of the shape and precision to prepare for
   * @param start what was found for a matrix
   * @param multiple how many times that matrix the first one here is
   */
  public OperatorNorm(Matrix like, Start start, double multiple) {
    this(like);
    size = start.size();
    if (size > 0) {
      basis.columns(0, size).set(start.basis());
      images.columns(0, size).set(start.images());
      images.columns(0, size).scale(multiple);
      fillGram(0);
    }
  }

  /** {@return whether the basis is on the right side of the matrices} */
  public boolean onRight() {
    return tall;
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
    return converge(a, 0);
  }

  /**
   * Returns the operator norm of the last matrix changed by a product of low-rank factors, without
   * a pass over it for what is known of it already.
   *
   * @param a the matrix after the change
   * @param change what was added to it since the last call
   * @param hint a direction on the side of the basis in which all changes so far act most, so that
   *     none hides; absent if there is none
   * @return its largest singular value, to {@link #TOLERANCE} relative
   */
  public double update(Matrix a, LowRankProduct change, Optional<Matrix> hint) {
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
        most -> {
          direction.copyFrom(most);
          append(a);
        });
    return converge(a, hint.isPresent() ? STILL : 0);
  }

  /**
   * {@return the operator norm of the last matrix again: it; absent where nothing is kept of that
   * matrix}
   */
  public OptionalDouble last() {
    return size == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Math.sqrt(Math.max(0, TopEigenpairs.of(gram, CAPACITY, size, 1).largest())));
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

  /** Expands the basis until the norm stays; one step below the given share of it is enough. */
  private double converge(Matrix a, double still) {
    boolean cold = size == 0;
    if (cold) {
      // The top direction grows out of a random start by a factor a product, which takes log n of
      // them; stopping earlier takes the second value for the first in some matrices.
      iterate(a, (int) Math.ceil(Math.min(Math.min(dimension, CAPACITY), 5 * Math.log(dimension))));
    }
    double largest = Double.NaN;
    boolean wasClose = false;
    while (true) {
      if (size == CAPACITY && size < dimension) {
        compress();
      }
      TopEigenpairs top = TopEigenpairs.of(gram, CAPACITY, size, 1);
      // With t vectors at a crowded edge the error falls like 1/t^2, so it is t/2 last steps. A
      // basis that was good before the change gets there in a few; twice the last step covers it.
      double step = (top.largest() - largest) / Math.abs(top.largest());
      boolean close = step <= TOLERANCE / (cold ? Math.max(1, size / 2.0) : 2);
      boolean done = (close && wasClose) || step <= still || size == dimension;
      wasClose = close;
      largest = top.largest();
      if (done || !expand(a, top.leading(), largest)) {
        if (cold && size > KEPT) {
          // What comes later starts from the best of these; the others would only cost.
          compress();
        }
        return Math.sqrt(Math.max(0, largest));
      }
    }
  }

  /** Fills the empty basis by Lanczos iteration from a random vector. */
  private void iterate(Matrix a, int vectors) {
    drawDirection();
    while (size < vectors && admit()) {
      Matrix newest = basis.columns(size, 1);
      Matrix itsImage = images.columns(size, 1);
      if (tall) {
        itsImage.product(a, false, newest, false, 1);
        direction.product(a, true, itsImage, false, 1);
      } else {
        int wide = Math.max(1, CACHED_ENTRIES / a.rows());
        for (int from = 0; from < a.cols(); from += wide) {
          int count = Math.min(wide, a.cols() - from);
          Matrix columns = a.columns(from, count);
          Matrix part = itsImage.window(from, count);
          part.product(columns, true, newest, false, 1);
          if (from == 0) {
            direction.product(columns, false, part, false, 1);
          } else {
            direction.addProduct(columns, false, part, false, 1);
          }
        }
      }
      size++;
      fillGram(size - 1);
    }
  }

  /** Adds the residual of the leading combination of the basis; returns whether there was any. */
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
    if (!admit()) {
      return false;
    }
    images.columns(size, 1).product(a, !tall, basis.columns(size, 1), false, 1);
    size++;
    fillGram(size - 1);
    return true;
  }

  /** Puts what is new in the direction behind the basis; returns whether anything was. */
  private boolean admit() {
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
