package richscale.data;

import java.io.IOException;
import java.io.InputStream;

/** Stands in where only data that need no files are loaded. */
final class NoFiles implements DataFiles {
  @Override
  public String absolute(String path) throws IOException {
    throw none();
  }

  @Override
  public boolean exists(String path) throws IOException {
    throw none();
  }

  @Override
  public InputStream open(String path) throws IOException {
    throw none();
  }

  private static IOException none() {
    return new IOException("no files here");
  }
}
