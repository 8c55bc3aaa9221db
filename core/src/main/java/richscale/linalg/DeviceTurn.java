package richscale.linalg;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The turn of a process on a device: its memory is sized for one trial, so that the trials of all
 * executors of a user on a machine take turns, by a lock that ends with the process that has it.
 */
final class DeviceTurn {
  private static final long PAUSE_MILLISECONDS = 20;

  private final Optional<FileChannel> locked;

  private DeviceTurn(Optional<FileChannel> locked) {
    this.locked = locked;
  }

  /**
   * Waits for the turn.
   *
   * @param name of the device
   * @param number its place among all; absent for the first of that name
   * @return the turn, to be given away
   * @throws DeviceException if the thread is interrupted meanwhile
   */
  static DeviceTurn take(String name, OptionalInt number) {
    int place =
        number.orElseGet(
            () ->
                OpenClDevice.all().stream()
                    .map(OpenClDevice.Description::name)
                    .toList()
                    .indexOf(name));
    Path file =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            String.format(
                Locale.ROOT,
                "richscale-%s-device-%d-%08x.lock",
                System.getProperty("user.name"),
                place,
                name.hashCode()));
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock(channel);
      return new DeviceTurn(Optional.of(channel));
    } catch (IOException e) {
      // Where no lock can be had the driver refuses what does not fit, and that trial fails.
      return new DeviceTurn(Optional.empty());
    }
  }

  private static void lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        // Another pool of this process has it.
      }
      try {
        Thread.sleep(PAUSE_MILLISECONDS);
      } catch (InterruptedException e) {
        channel.close();
        Thread.currentThread().interrupt();
        throw new DeviceException("interrupted while it waited for the device");
      }
    }
  }

  /** Gives it to the next. */
  void close() {
    locked.ifPresent(
        channel -> {
          try {
            channel.close();
          } catch (IOException e) {
            throw new DeviceException("the lock of the device: " + e.getMessage());
          }
        });
  }
}
