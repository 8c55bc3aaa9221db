package richscale.jobs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

/** Where the numbers of an output directory come from: the file {@code sweep.json}. */
public final class Provenance {
  /** How commands begin that fit somebody else's measurements. */
  public static final String OF_MEASUREMENTS = "fit --measurements";

  /** The file's name. */
  public static final String FILE = "sweep.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Earlier sweeps had one source of data at most.
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  private Provenance() {}

  /**
   * What later commands need of {@code sweep.json}.
   *
   * @param command what ran, such as {@code sweep paper}
   * @param status {@code running} or {@code finished}
   * @param startedAt when the last run began
   * @param threads BLAS threads of every trial
   * @param spec the canonical spec
   * @param data what its records were; empty if it names no files
   */
  public record Recorded(
      String command,
      String status,
      String startedAt,
      int threads,
      String spec,
      List<RecordFacts> data) {

    /**
     * Returns whether the last command came to its end with a spec.
     *
     * @param canonical the spec
     * @return whether it finished, with that one
     */
    public boolean isOf(String canonical) {
      return status.equals("finished") && spec.equals(canonical);
    }

    /**
     * Reads the spec again, by what its data were when the command began.
     *
     * @param out the output directory, to be named in errors
     * @param overrides {@code key=value} texts that win over it
     * @return the spec
     */
    public SweepSpec parse(OutputDirectory out, List<String> overrides) {
      Map<RecordSource, RecordFacts> seen = new LinkedHashMap<>();
      return SpecReader.parse(
          spec,
          file(out),
          overrides,
          source -> seen.computeIfAbsent(source, named -> recorded(named, seen.size())));
    }

    /**
     * Finds what a source was.
     *
     * @param source as the spec names it; its path was made absolute when it was looked at
     * @param position among the sources of the spec, which decides where paths end alike
     */
    private RecordFacts recorded(RecordSource source, int position) {
      List<RecordFacts> alike = data.stream().filter(facts -> isOf(facts, source)).toList();
      if (alike.isEmpty()) {
        throw new SpecException(
            source.path(),
            "was not looked at",
            "one of %s".formatted(data.stream().map(facts -> facts.source().path()).toList()));
      }
      return position < data.size() && alike.contains(data.get(position))
          ? data.get(position)
          : alike.get(0);
    }

    private static boolean isOf(RecordFacts facts, RecordSource source) {
      return facts.source().at("").equals(source.at(""))
          && plain(facts.source().path()).endsWith(plain(source.path()));
    }

    /** The path without a scheme, and without dots at its start and slashes at its end. */
    private static String plain(String path) {
      return new Path(path).toUri().getPath().replaceFirst("^(\\.\\./)+", "");
    }
  }

  /**
   * Writes {@code sweep.json}: canonical spec, versions, machine and times. Nothing of the
   * environment enters but what is named here.
   *
   * @param out the output directory
   * @param command what runs, such as {@code sweep paper}
   * @param threads BLAS threads of every trial
   * @param canonicalSpec the resolved spec
   * @param data what its records are; empty if it names no files
   * @param sparkVersion version of the running Spark
   * @param executorJavas versions of Java that ran trials; empty if none was trained
   * @param started when the sweep began
   * @param ended when its tables were complete; absent while it runs
   * @throws IOException if the file could not be written
   */
  public static void write(
      OutputDirectory out,
      String command,
      int threads,
      String canonicalSpec,
      List<RecordFacts> data,
      String sparkVersion,
      List<String> executorJavas,
      Instant started,
      Optional<Instant> ended)
      throws IOException {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("richscale", build("richscale.version"));
    versions.put("git_revision", build("git.revision"));
    versions.put("java", Runtime.version().toString());
    versions.put("java_vm", System.getProperty("java.vm.name"));
    if (!executorJavas.isEmpty()) {
      versions.put("java_of_executors", String.join(", ", executorJavas));
    }
    versions.put("spark", sparkVersion);
    versions.put("dl4j", build("dl4j.version"));
    versions.put("blas", "OpenBLAS " + build("openblas.version"));
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    driver.put("architecture", System.getProperty("os.arch"));
    driver.put("cpus", Runtime.getRuntime().availableProcessors());
    driver.put("cpu", cpu());
    // Kernels differ in their rounding, so another choice gives other last digits.
    driver.put("blas_kernel", System.getenv().getOrDefault("OPENBLAS_CORETYPE", "automatic"));
    Map<String, Object> sweep = new LinkedHashMap<>();
    sweep.put("command", command);
    sweep.put("threads", threads);
    sweep.put("status", ended.isPresent() ? "finished" : "running");
    sweep.put("started_at", started.toString());
    ended.ifPresent(instant -> sweep.put("ended_at", instant.toString()));
    sweep.put("versions", versions);
    sweep.put("driver", driver);
    if (!data.isEmpty()) {
      sweep.put("data", data);
    }
    sweep.put("spec", canonicalSpec);
    out.writeWhole(FILE, JSON.writeValueAsString(sweep).getBytes(StandardCharsets.UTF_8));
  }

  private static String cpu() throws IOException {
    java.nio.file.Path info = java.nio.file.Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    }
  }

  /**
   * Returns what the build wrote down of itself.
   *
   * @param key such as {@code dl4j.version}
   * @return its value; {@code unknown} if it has none
   */
  public static String build(String key) {
    Properties properties = new Properties();
    try (InputStream stream = Provenance.class.getResourceAsStream("/richscale/build.properties")) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(key, "unknown");
  }

  /**
   * Refuses to write over a file of somebody else's.
   *
   * @param out the output directory
   * @param command that is to write there
   * @throws UsageException if its {@code sweep.json} was not written here, or is of measurements
   *     where trials are to be written
   * @throws IOException if the file system failed
   */
  public static void requireOwn(OutputDirectory out, String command) throws IOException {
    if (out.fileSystem().exists(out.path(FILE))
        && read(out).command().startsWith(OF_MEASUREMENTS)
        && !command.startsWith(OF_MEASUREMENTS)) {
      throw new UsageException(
          out.display(), "holds fits of measurements", "another directory for trials");
    }
  }

  /**
   * Reads back what the last command wrote.
   *
   * @param out the output directory
   * @return the part of it that later commands need
   * @throws UsageException if there is no readable {@code sweep.json}
   * @throws IOException if the file system failed
   */
  public static Recorded read(OutputDirectory out) throws IOException {
    try {
      JsonNode sweep = JSON.readTree(out.read(FILE));
      JsonNode spec = sweep.path("spec");
      if (!spec.isTextual()) {
        throw new UsageException(file(out), "no spec in it", "a file that sweep wrote");
      }
      return new Recorded(
          // Earlier sweeps called it job.
          sweep.path(sweep.has("command") ? "command" : "job").asText("sweep"),
          sweep.path("status").asText("unknown"),
          sweep.path("started_at").asText("unknown"),
          sweep.path("threads").asInt(1),
          spec.asText(),
          sweep.has("data")
              ? List.of(JSON.treeToValue(sweep.get("data"), RecordFacts[].class))
              : List.of());
    } catch (FileNotFoundException e) {
      throw new UsageException(
          "--out", "%s has no %s".formatted(out.display(), FILE), "a directory that sweep wrote");
    } catch (JsonProcessingException e) {
      throw new UsageException(file(out), "not JSON", "a file that sweep wrote");
    }
  }

  private static String file(OutputDirectory out) {
    return out.display() + "/" + FILE;
  }
}
