package richscale.linalg;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Open devices that wait for their next trial, so that kernels are compiled once. One that failed
 * does not come back.
 */
public final class DevicePool implements AutoCloseable {
  private record Idle(int number, OpenClDevice device) {}

  private final List<Idle> idle = new ArrayList<>();

  /** Works on a device. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param device for this thread alone
     * @return what comes of it
     */
    T on(OpenClDevice device);
  }

  /**
   * Does work on a device, with which no other thread or process of the user works meanwhile.
   *
   * @param name what its driver calls it
   * @param number its place among all; absent for the first of that name
   * @param work the work
   * @param <T> what comes of it
   * @return what comes of it
   * @throws DeviceException if there is no such device, or it failed
   */
  public synchronized <T> T work(String name, OptionalInt number, Work<T> work) {
    DeviceTurn turn = DeviceTurn.take(name, number);
    try {
      return withDevice(name, number, work);
    } finally {
      turn.close();
    }
  }

  private <T> T withDevice(String name, OptionalInt number, Work<T> work) {
    OpenClDevice device = take(name, number);
    try {
      return work.on(device);
    } finally {
      if (device.forget()) {
        idle.add(new Idle(number.orElse(-1), device));
      } else {
        device.close();
      }
    }
  }

  private OpenClDevice take(String name, OptionalInt number) {
    Iterator<Idle> all = idle.iterator();
    while (all.hasNext()) {
      Idle one = all.next();
      if (one.number() == number.orElse(-1) && one.device().name().equals(name)) {
        all.remove();
        return one.device();
      }
    }
    return OpenClDevice.named(name, number);
  }

  /** Closes the devices that wait. */
  @Override
  public synchronized void close() {
    idle.forEach(one -> one.device().close());
    idle.clear();
  }
}
