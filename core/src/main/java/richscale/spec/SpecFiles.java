package richscale.spec;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files of a spec, by names that are relative to the folder it lies in, unless absolute. */
@FunctionalInterface
public interface SpecFiles {
  /**
   * Reads a file.
   *
   * @param name such as {@code base.conf}
   * @return its text
   * @throws FileNotFoundException if there is none
   * @throws IOException if it cannot be read
   */
  String text(String name) throws IOException;

  /**
   * Files of this machine.
   *
   * @param spec the path of the spec; where it is a link, files beside what it links to serve where
   *     there are none beside the link
   * @return reads them
   */
  static SpecFiles beside(Path spec) {
    return name -> {
      Path file = spec.resolveSibling(name);
      if (!Files.exists(file) && Files.isSymbolicLink(spec)) {
        file = spec.toRealPath().resolveSibling(name);
      }
      if (!Files.exists(file)) {
        throw new FileNotFoundException(file.toString());
      }
      return Files.readString(file);
    };
  }

  /**
   * Files that travelled.
   *
   * @param texts by name
   * @return reads them
   */
  static SpecFiles of(Map<String, String> texts) {
    return name -> {
      String text = texts.get(name);
      if (text == null) {
        throw new FileNotFoundException(name);
      }
      return text;
    };
  }

  /**
   * Keeps what is read.
   *
   * @param read where to
   * @return reads the same files
   */
  default SpecFiles recordedIn(Map<String, String> read) {
    return name -> {
      String text = text(name);
      read.put(name, text);
      return text;
    };
  }
}
