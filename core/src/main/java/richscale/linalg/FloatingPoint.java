package richscale.linalg;

/** Precision of parameters and passes. */
public enum FloatingPoint {
  /** 32 bits. */
  FLOAT(4),
  /** 64 bits. */
  DOUBLE(8);

  private final int bytes;

  FloatingPoint(int bytes) {
    this.bytes = bytes;
  }

  /** {@return the size of a number: bytes} */
  public int bytes() {
    return bytes;
  }
}
