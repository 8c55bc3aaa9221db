package richscale.linalg;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;

/** Native memory of this process, in bytes, as the JVM was told to limit it. */
public final class NativeMemory {
  private static final String LIMIT = "org.bytedeco.javacpp.maxbytes";
  private static final String RESIDENT_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  private NativeMemory() {}

  /** {@return half of what this machine, or its container, has: bytes} */
  public static long halfOfMachine() {
    // Knows the limit of a container, and every platform.
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize()
        / 2;
  }

  /**
   * Limits the matrices of a process that nobody told a limit, before the first of them is made;
   * later it has no effect. JavaCPP would else take the Java heap for the limit of all its memory.
   *
   * @param bytes what all matrices together may take; what the Java heap may take if absent
   */
  public static void limitUnlessTold(OptionalLong bytes) {
    if (System.getProperty(RESIDENT_LIMIT) == null) {
      System.setProperty(RESIDENT_LIMIT, "0");
    }
    if (bytes.isPresent() && System.getProperty(LIMIT) == null) {
      System.setProperty(LIMIT, String.valueOf(bytes.getAsLong()));
    }
  }

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
