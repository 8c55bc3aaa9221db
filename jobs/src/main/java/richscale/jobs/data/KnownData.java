package richscale.jobs.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import richscale.data.RecordReader;
import richscale.jobs.store.UsageException;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;

/** Data sets whose files are known, with what is known of them. */
public enum KnownData {
  /** Handwritten digits that come with the software, as a table. */
  DIGITS(RecordSource.Format.DIGITS, List.of(178, 182, 177, 183, 181, 182, 181, 179, 174, 180)),
  /** MNIST (LeCun, Cortes and Burges 1998). */
  MNIST(
      RecordSource.Format.IDX, List.of(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)),
  /** Fashion-MNIST (Xiao, Rasul and Vollgraf 2017). */
  FASHION_MNIST(RecordSource.Format.IDX, Collections.nCopies(10, 6000)),
  /** CIFAR-10 (Krizhevsky 2009). */
  CIFAR10(RecordSource.Format.CIFAR10, Collections.nCopies(10, 5000)),
  /** CIFAR-100 (Krizhevsky 2009). */
  CIFAR100(RecordSource.Format.CIFAR100, Collections.nCopies(100, 500));

  private final RecordSource.Format format;

  /** Training records of each class, by which a data set is told from another of its format. */
  @SuppressWarnings("ImmutableEnumChecker") // made by List.of and nCopies
  private final List<Integer> histogram;

  KnownData(RecordSource.Format format, List<Integer> histogram) {
    this.format = format;
    this.histogram = histogram;
  }

  /** {@return the name users know it by} */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return whether its files must be given} */
  public boolean needsFiles() {
    return this != DIGITS;
  }

  /**
   * Reads the files, checks them and returns them in the form that sweeps read.
   *
   * @param from directory or archive; not looked at for what comes with the software
   * @param hadoop Hadoop's configuration
   * @return contents by name
   * @throws UsageException if something is wrong with them; the message is one line
   * @throws IOException if they cannot be read
   */
  public Map<String, byte[]> files(String from, Configuration hadoop) throws IOException {
    if (this == DIGITS) {
      return Map.of("digits.csv", digits());
    }
    Map<String, byte[]> files =
        new TreeMap<>(
            Source.read(from, wanted().or(CifarImages::wanted).or(CifarPickles::wanted), hadoop));
    if (this == CIFAR10) {
      files = CifarImages.convert(files).orElse(files);
    }
    files = CifarPickles.convert(files, this == CIFAR100).orElse(files);
    if (format == RecordSource.Format.IDX) {
      files = hyphenated(files);
    }
    files.keySet().removeIf(wanted().negate());
    check(from, RecordReader.inspector(new MemoryFiles(files)).inspect(source(from)));
    return files;
  }

  private Predicate<String> wanted() {
    String names =
        switch (format) {
          case IDX -> "(train|t10k)-(images[-.]idx3|labels[-.]idx1)-ubyte";
          case CIFAR100 -> "(train|test)\\.bin";
          default -> "(data_batch_[1-5]|test_batch)\\.bin";
        };
    return name -> name.matches(names);
  }

  private static Map<String, byte[]> hyphenated(Map<String, byte[]> files) {
    Map<String, byte[]> renamed = new TreeMap<>();
    files.forEach((name, content) -> renamed.put(name.replace(".idx", "-idx"), content));
    return renamed;
  }

  private RecordSource source(String from) {
    String label = format == RecordSource.Format.CIFAR100 ? "fine" : "";
    return new RecordSource(format, from.substring(from.lastIndexOf('/') + 1), label, false);
  }

  private void check(String from, RecordFacts facts) {
    if (!facts.training().equals(histogram)) {
      throw new UsageException(
          "--from",
          "%s: training images of each class are %s".formatted(from, facts.training()),
          "those of %s, %s".formatted(id(), histogram));
    }
    int test = facts.testCount(List.of());
    if (test != 10_000) {
      throw new UsageException(
          "--from", String.format(Locale.ROOT, "%s: %,d test images", from, test), "10,000");
    }
  }

  private static byte[] digits() {
    StringJoiner text = new StringJoiner("\n", "", "\n");
    StringJoiner header = new StringJoiner(",");
    for (int i = 0; i < 64; i++) {
      header.add("pixel" + i);
    }
    text.add(header.add("label").toString());
    RecordReader.digitsLines().forEach(text::add);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
