package richscale.jobs.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a command makes for its own length, put away when the process ends, however it does. */
final class WorkDirectory {
  /** Ends something. */
  @FunctionalInterface
  interface Ending {
    void end() throws IOException;
  }

  private final Path path;
  private final List<Ending> endings = Collections.synchronizedList(new ArrayList<>());

  private WorkDirectory(Path path) {
    this.path = path;
  }

  static WorkDirectory create() throws IOException {
    WorkDirectory directory = new WorkDirectory(Files.createTempDirectory("richscale"));
    Runtime.getRuntime().addShutdownHook(new Thread(directory::putAway, "put away"));
    return directory;
  }

  Path path() {
    return path;
  }

  /** Has something ended before the directory goes. */
  void atEnd(Ending ending) {
    endings.add(ending);
  }

  private void putAway() {
    try {
      for (Ending ending : List.copyOf(endings)) {
        ending.end();
      }
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
