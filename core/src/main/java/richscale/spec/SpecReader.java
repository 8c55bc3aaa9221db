package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads a spec by name or path, lays it over the defaults and checks every value. */
public final class SpecReader {
  /** Names of the specs that come with the software. */
  public static final List<String> BUNDLED =
      List.of(
          "quickstart",
          "paper",
          "wide",
          "lr-transfer",
          "depth-transfer",
          "depth-residual",
          "muon-transfer",
          "adam-epsilon",
          "warmup-or-mup",
          "feature-strength",
          "ntk-gap",
          "rescaling-limits",
          "representations",
          "data-structure",
          "fashion-mnist-mlp",
          "cifar10-cnn",
          "author-mnist-mlp",
          "author-lr-transfer",
          "author-cifar10-cnn",
          "author-cifar10-mixer");

  private static final Config REFERENCE = resource("/richscale/reference.conf", "reference.conf");

  private SpecReader() {}

  /**
   * Reads a spec that names no files of records.
   *
   * @param nameOrPath the name of a bundled spec, or the path of a file
   * @param overrides {@code key=value} texts that win over the file, the last over the first
   * @return the validated spec
   * @throws SpecException if it cannot be used; the message is one line for the user
   */
  public static SweepSpec read(String nameOrPath, List<String> overrides) {
    return read(nameOrPath, overrides, SpecReader::refuse);
  }

  /**
   * Reads a spec that names no files of records from its text.
   *
   * @param text HOCON
   * @param origin what messages call it, such as a file name
   * @param overrides {@code key=value} texts that win over the text
   * @return the validated spec
   * @throws SpecException if it cannot be used
   */
  public static SweepSpec parse(String text, String origin, List<String> overrides) {
    return parse(text, origin, overrides, SpecReader::refuse);
  }

  private static RecordFacts refuse(RecordSource source) {
    throw new SpecException(source.path(), "no files are read here", "digits or a teacher");
  }

  /**
   * Reads a spec.
   *
   * @param nameOrPath the name of a bundled spec, or the path of a file
   * @param overrides {@code key=value} texts that win over the file, the last over the first
   * @param inspector looks at the records that the spec names
   * @return the validated spec
   * @throws SpecException if it cannot be used; the message is one line for the user
   */
  public static SweepSpec read(
      String nameOrPath, List<String> overrides, RecordFacts.Inspector inspector) {
    return validate(overlaid(overrides, load(nameOrPath)), inspector);
  }

  /**
   * Reads one of the specs behind the claims.
   *
   * @param name such as {@code scale}
   * @param overrides {@code key=value} texts that win over it
   * @param inspector looks at the records that the spec names
   * @return the validated spec
   * @throws SpecException if an override cannot be used
   */
  public static SweepSpec readClaim(
      String name, List<String> overrides, RecordFacts.Inspector inspector) {
    String path = "/richscale/claims/%s.conf".formatted(name);
    return validate(overlaid(overrides, resource(path, "claims/" + name)), inspector);
  }

  /**
   * Reads a spec from its text, which includes nothing.
   *
   * @param text HOCON
   * @param origin what messages call it, such as a file name
   * @param overrides {@code key=value} texts that win over the text
   * @param inspector looks at the records that the spec names
   * @return the validated spec
   * @throws SpecException if it cannot be used
   */
  public static SweepSpec parse(
      String text, String origin, List<String> overrides, RecordFacts.Inspector inspector) {
    return parse(SpecFiles.of(Map.of(origin, text)), origin, origin, overrides, inspector);
  }

  /**
   * Reads a spec from its files.
   *
   * @param files the spec and what it includes
   * @param name of the spec among them
   * @param origin what messages call it
   * @param overrides {@code key=value} texts that win over it
   * @param inspector looks at the records that the spec names
   * @return the validated spec
   * @throws SpecException if it cannot be used
   */
  public static SweepSpec parse(
      SpecFiles files,
      String name,
      String origin,
      List<String> overrides,
      RecordFacts.Inspector inspector) {
    Config parsed = parsed(files, name, origin);
    return validate(overlaid(overrides, parsed), inspector);
  }

  /**
   * Finds the files that a spec is made of.
   *
   * @param spec a file
   * @return texts by their names relative to its folder, the spec itself first
   * @throws SpecException if one of them cannot be read
   */
  public static Map<String, String> files(Path spec) {
    Map<String, String> read = new LinkedHashMap<>();
    parsed(SpecFiles.beside(spec).recordedIn(read), spec.getFileName().toString(), spec.toString());
    return read;
  }

  private static Config parsed(SpecFiles files, String name, String origin) {
    String text;
    try {
      text = files.text(name);
    } catch (IOException e) {
      throw new SpecException(
          origin, "cannot be read (%s)".formatted(e.getMessage()), "a readable file of text");
    }
    return parsing(() -> Includes.parse(files, name, text, origin));
  }

  private static Config load(String nameOrPath) {
    if (BUNDLED.contains(nameOrPath)) {
      return resource("/richscale/specs/%s.conf".formatted(nameOrPath), nameOrPath);
    }
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return parsed(SpecFiles.beside(path), path.getFileName().toString(), nameOrPath);
    }
    throw new SpecException(
        nameOrPath,
        "no such spec",
        "a file, or one of the bundled specs %s%s"
            .formatted(String.join(", ", BUNDLED), SpecValues.suggestion(nameOrPath, BUNDLED)));
  }

  /** Overrides win over what stands in grids, too. */
  private static Config overlaid(List<String> overrides, Config spec) {
    Config over = overridesOf(overrides);
    if (over.hasPath("grids") || over.isEmpty()) {
      return over.withFallback(spec);
    }
    List<ConfigObject> grids = new ArrayList<>();
    for (ConfigObject grid : GridReader.elements(spec)) {
      Config left = grid.toConfig();
      for (Map.Entry<String, ConfigValue> overridden : over.entrySet()) {
        left = left.withoutPath(overridden.getKey());
      }
      grids.add(left.root());
    }
    return over.withFallback(
        grids.isEmpty() ? spec : spec.withValue("grids", ConfigValueFactory.fromIterable(grids)));
  }

  private static Config overridesOf(List<String> overrides) {
    Config all = ConfigFactory.empty();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals <= 0) {
        throw new SpecException(
            "--set", "'%s' sets nothing".formatted(override), "key=value, such as seed=0..4");
      }
      String key = override.substring(0, equals).trim();
      String value = override.substring(equals + 1).trim();
      if (value.isEmpty()) {
        throw new SpecException("--set", key, "the value is missing", "key=value");
      }
      String text = key + " = " + hocon(key, value);
      Config one =
          parsing(
              () ->
                  ConfigFactory.parseString(
                      text, ConfigParseOptions.defaults().setOriginDescription("--set")));
      all = one.withFallback(all);
    }
    return all;
  }

  /** What is typed behind the first = is the value, whole: HOCON would cut it at # and at //. */
  private static String hocon(String key, String value) {
    if ("[{\"".indexOf(value.charAt(0)) >= 0 || value.contains("${")) {
      return value;
    }
    if (isText(key) || value.contains("#") || value.contains("//")) {
      return ConfigUtil.quoteString(value);
    }
    return value.indexOf(',') >= 0 ? "[" + value + "]" : value;
  }

  /** Texts that anything may be are empty by default. */
  private static boolean isText(String key) {
    try {
      return REFERENCE.hasPath(key) && "".equals(REFERENCE.getValue(key).unwrapped());
    } catch (ConfigException e) {
      return false; // no key at all
    }
  }

  private static Config resource(String name, String origin) {
    try (InputStream stream = SpecReader.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(stream, StandardCharsets.UTF_8),
          ConfigParseOptions.defaults().setOriginDescription(origin));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config parsing(Supplier<Config> parse) {
    try {
      return parse.get();
    } catch (ConfigException e) {
      String place = e.origin() == null ? "" : SpecValues.place(e.origin());
      String message = e.getMessage().lines().findFirst().orElse("");
      if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
        message = message.substring(e.origin().description().length() + 2);
      }
      throw new SpecException(
          place,
          message.replaceAll(" \\(if you intended.*$", ""),
          "HOCON, lines such as width = [64, 128]");
    }
  }

  private static SweepSpec validate(Config user, RecordFacts.Inspector inspector) {
    requireKnown(user.root(), REFERENCE.root(), "");
    ConfigObject ofGrids = REFERENCE.root().withoutKey("grids").withoutKey("fit");
    for (ConfigObject grid : GridReader.elements(user)) {
      requireKnown(grid, ofGrids, "grids.");
    }
    Config resolved =
        parsing(() -> user.withFallback(REFERENCE).resolve(ConfigResolveOptions.noSystem()));
    return SpecValidator.validate(user, resolved, inspector);
  }

  private static void requireKnown(ConfigObject given, ConfigObject known, String prefix) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = prefix + entry.getKey();
      ConfigValue counterpart = known.get(entry.getKey());
      if (counterpart == null) {
        List<String> candidates = known.keySet().stream().map(name -> prefix + name).toList();
        throw SpecValues.error(
            entry.getValue(),
            key,
            "unknown key",
            "one of %s%s"
                .formatted(
                    String.join(", ", candidates.stream().sorted().toList()),
                    SpecValues.suggestion(key, candidates)));
      }
      if (counterpart instanceof ConfigObject section) {
        if (!(entry.getValue() instanceof ConfigObject inner)) {
          throw SpecValues.error(
              entry.getValue(),
              key,
              "a value stands where a section belongs",
              "a section with keys %s"
                  .formatted(String.join(", ", section.keySet().stream().sorted().toList())));
        }
        requireKnown(inner, section, key + ".");
      }
    }
  }
}
