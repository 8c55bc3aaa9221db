package richscale.linalg;

import org.bytedeco.javacpp.Pointer;

/** Native memory of this process, in bytes, as the JVM was told to limit it. */
public final class NativeMemory {
  private NativeMemory() {}

  /** {@return what all matrices together may take: bytes; Long.MAX_VALUE without a limit} */
  public static long limit() {
    long limit = Pointer.maxBytes();
    return limit > 0 ? limit : Long.MAX_VALUE;
  }

  /** {@return what the whole process takes, Java heap included: resident bytes} */
  public static long resident() {
    return Pointer.physicalBytes();
  }

  /**
   * {@return what matrices take now; arrays that ND4J made itself do not count: bytes that were not
   * freed}
   */
  public static long used() {
    return Pointer.totalBytes();
  }
}
