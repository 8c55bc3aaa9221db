package richscale.linalg;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The small side of a Lanczos iteration for the largest eigenvalue: the tridiagonal matrix and when
 * to stop.
 *
 * <p>Where eigenvalues crowd at the edge, as those of random matrices do, the error after t
 * iterations falls like 1/t^2, so it is about t/2 times the last increment; the iteration ends when
 * that estimate is below half the tolerance twice in a row.
 */
public final class Lanczos {
  /** Below this share of the eigenvalue a new vector is rounding noise: the space is exhausted. */
  private static final double BREAKDOWN = 1e-6;

  /** An eigenvalue whose next one is below this share of it cannot hide another one beside it. */
  private static final double FAR_BELOW = 0.25;

  private final double tolerance;
  private final double fewest;
  private final List<Double> diagonal = new ArrayList<>();
  private final List<Double> offDiagonal = new ArrayList<>();
  private double largest;
  private boolean wasClose;

  /**
   * Starts an iteration.
   *
   * @param tolerance relative tolerance of the eigenvalue
   * @param dimension length of the vectors
   */
  public Lanczos(double tolerance, double dimension) {
    this.tolerance = tolerance;
    fewest = 5 * Math.log(dimension);
  }

  /**
   * Takes the coefficients of the next vector.
   *
   * @param alpha diagonal entry v' A v
   * @param beta norm of what is left of A v, the next off-diagonal entry
   * @return whether the largest eigenvalue is good enough, or no direction is left
   */
  public boolean add(double alpha, double beta) {
    diagonal.add(alpha);
    double previous = largest;
    EigenDecompositionSymmetric ritz = ritzValues();
    largest = ritz.getEigenvalue(0);
    int t = diagonal.size();
    boolean alone = t > 1 && ritz.getEigenvalue(1) < FAR_BELOW * largest;
    boolean close = Math.abs(largest - previous) * t / 2 <= tolerance * Math.abs(largest) / 2;
    boolean done =
        (close && wasClose && (alone || t >= fewest)) || beta <= BREAKDOWN * Math.abs(largest);
    wasClose = close;
    offDiagonal.add(beta);
    return done;
  }

  /**
   * {@return the estimate so far: largest eigenvalue of the tridiagonal matrix; 0 before the first
   * vector}
   */
  public double largest() {
    return largest;
  }

  private EigenDecompositionSymmetric ritzValues() {
    int t = diagonal.size();
    RealMatrix tridiagonal = MatrixUtils.createRealMatrix(t, t);
    for (int i = 0; i < t; i++) {
      tridiagonal.setEntry(i, i, diagonal.get(i));
      if (i + 1 < t) {
        tridiagonal.setEntry(i, i + 1, offDiagonal.get(i));
        tridiagonal.setEntry(i + 1, i, offDiagonal.get(i));
      }
    }
    return new EigenDecompositionSymmetric(tridiagonal);
  }
}
