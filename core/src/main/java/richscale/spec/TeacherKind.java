package richscale.spec;

import java.util.Locale;

/**
 * Targets of known structure for synthetic inputs x of d features. All have mean 0 and variance 1;
 * output a looks at the features from 3a on.
 */
public enum TeacherKind {
  /** Standard normal x; y = B x / sqrt(d) with standard normal B. */
  LINEAR,
  /** Standard normal x; y = (x1^2 - 1) / sqrt 2, the second Hermite polynomial of one direction. */
  SINGLE_INDEX,
  /** Standard normal x; y = (x1 x2 + x2 x3 + x3 x1) / sqrt 3, of three directions. */
  MULTI_INDEX,
  /**
   * Signs x; y = (x1 + x1 x2 + x1 x2 x3) / sqrt 3, a staircase (Abbe, Boix-Adsera and Misiakiewicz
   * 2022).
   */
  STAIRCASE,
  /** Signs x; y = x1 x2 x3, the staircase's last step without those that lead to it. */
  PARITY,
  /**
   * Standard normal x; y = sum of c_j k(x, w_j) over 32 standard normal w_j with standard normal c,
   * k the arc-cosine kernel of degree 1 (Cho and Saul 2009): the control, a target in the span of
   * the kernel of a wide ReLU network. Centred and scaled over the training samples.
   */
  KERNEL;

  /** Features that one output looks at, where it looks at some only. */
  public static final int DIRECTIONS = 3;

  /** {@return whether inputs are signs rather than normal} */
  public boolean ofSigns() {
    return this == STAIRCASE || this == PARITY;
  }

  /** {@return whether all features matter alike} */
  public boolean ofAllFeatures() {
    return this == LINEAR || this == KERNEL;
  }

  /**
   * Returns the name used in tables and specs.
   *
   * @return such as {@code single-index}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
