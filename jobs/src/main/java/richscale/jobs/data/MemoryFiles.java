package richscale.jobs.data;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import richscale.data.DataFiles;

/** Files that are to be checked before anything is written. */
record MemoryFiles(Map<String, byte[]> contents) implements DataFiles {
  @Override
  public String absolute(String path) {
    return path;
  }

  @Override
  public boolean exists(String path) {
    return contents.containsKey(name(path)) || !path.contains("/");
  }

  @Override
  public InputStream open(String path) {
    return new ByteArrayInputStream(contents.get(name(path)));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
