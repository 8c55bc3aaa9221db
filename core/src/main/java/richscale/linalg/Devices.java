package richscale.linalg;

import org.nd4j.linalg.factory.Nd4j;

/** The devices that ND4J computes on. */
public final class Devices {
  private Devices() {}

  /**
   * Lets ND4J's arrays of this thread live on a device. On a CPU there is one only.
   *
   * @param device its number, from 0
   */
  public static void use(int device) {
    Nd4j.getAffinityManager().unsafeSetDevice(device);
  }
}
