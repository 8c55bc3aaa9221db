package richscale.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Includes of a spec: files beside the one that includes them, which must be there. The library's
 * own includer takes a file that is missing for an empty one.
 */
final class Includes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private static final String SUFFIX = ".conf";

  private final SpecFiles files;

  /** From the spec to the file that includes. */
  private final List<String> chain;

  private final String origin;

  private Includes(SpecFiles files, List<String> chain, String origin) {
    this.files = files;
    this.chain = chain;
    this.origin = origin;
  }

  /**
   * Parses a spec with what it includes.
   *
   * @param files of the spec
   * @param name of the spec among them
   * @param text of the spec
   * @param origin what messages call it
   */
  static Config parse(SpecFiles files, String name, String text, String origin) {
    return parse(files, List.of(name), text, origin);
  }

  private static Config parse(SpecFiles files, List<String> chain, String text, String origin) {
    return ConfigFactory.parseString(
        text,
        ConfigParseOptions.defaults()
            .setOriginDescription(origin)
            .setIncluder(new Includes(files, chain, origin)));
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    String including = chain.get(chain.size() - 1);
    String name =
        what.contains(":/") ? what : Path.of(including).resolveSibling(what).normalize().toString();
    if (chain.contains(name)) {
      throw wrong("%s includes itself".formatted(name), "files that do not include each other");
    }
    try {
      return parse(name, files.text(name));
    } catch (FileNotFoundException e) {
      if (!name.endsWith(SUFFIX)) {
        return include(context, what + SUFFIX);
      }
      throw wrong("there is no " + name, "a file beside this one, or an absolute path");
    } catch (IOException e) {
      throw wrong(
          "%s cannot be read (%s)".formatted(name, e.getMessage()), "a readable file of text");
    }
  }

  private ConfigObject parse(String name, String text) {
    List<String> longer = new ArrayList<>(chain);
    longer.add(name);
    return parse(files, longer, text, name).root();
  }

  private SpecException wrong(String problem, String expected) {
    return new SpecException(origin, "include", problem, expected);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return include(context, what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw wrong("%s is a URL".formatted(what), "a file");
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw wrong("%s is on the classpath".formatted(what), "a file");
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }
}
