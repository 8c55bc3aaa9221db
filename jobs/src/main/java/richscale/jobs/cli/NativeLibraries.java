package richscale.jobs.cli;

import com.github.luben.zstd.Zstd;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import richscale.jobs.store.UsageException;

/** Native libraries are unpacked into directories that may be full, or may hold no programs. */
final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Makes sure that trials can be written, before anything is trained.
   *
   * @throws UsageException if the library that packs them cannot be loaded
   */
  static void requireCompression() {
    try {
      Zstd.compress(new byte[1]);
    } catch (LinkageError e) {
      throw unusable("TMPDIR", System.getProperty("java.io.tmpdir"), e);
    }
  }

  /**
   * Waits for what loads the libraries of linear algebra.
   *
   * @param loading what loads them
   * @return its result
   * @throws UsageException if they cannot be loaded
   */
  static <T> T join(CompletableFuture<T> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      Throwable innermost = ExceptionUtils.getRootCause(e);
      if (innermost instanceof LinkageError) {
        throw unusable(
            "org.bytedeco.javacpp.cachedir",
            System.getProperty(
                "org.bytedeco.javacpp.cachedir",
                System.getProperty("user.home") + "/.javacpp/cache"),
            innermost);
      }
      throw e;
    }
  }

  private static UsageException unusable(String setting, String directory, Throwable error) {
    String[] parts =
        String.valueOf(ExceptionUtils.getRootCause(error).getMessage())
            .lines()
            .findFirst()
            .orElse("")
            .split(": ", -1);
    return new UsageException(
        setting,
        String.format(
            Locale.ROOT,
            "a native library cannot be loaded from %s (%s)",
            directory,
            parts[parts.length - 1]),
        "a directory with room for 100 MB, on a disk that may hold programs (not noexec)");
  }
}
