package richscale.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import richscale.jobs.store.MadeOf;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Provenance;
import richscale.jobs.store.Tables;
import richscale.jobs.store.UsageException;
import richscale.spec.Configuration;

/**
 * The page {@code report.html} of an output directory: data, style, script and charting library in
 * one file, so that it can be read offline and sent around.
 */
public final class Report {
  /** The file's name. */
  public static final String FILE = "report.html";

  /** What tells the page from others. */
  static final String TITLE = "<title>Richscale report</title>";

  /** Key of what the tables are made of that the page shows. */
  private static final String MADE_OF = "made_of";

  private static final String RESOURCES = "/richscale/report/";

  /** Pinned by the version in the pom, which is part of the path. */
  private static final String D3 = "/META-INF/resources/webjars/d3/%s/dist/d3.min.js";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Report() {}

  /**
   * Refuses to write over somebody else's page.
   *
   * @param out the output directory
   * @throws UsageException if there is a page that was not written here
   * @throws IOException if it cannot be read
   */
  public static void requireOwn(OutputDirectory out) throws IOException {
    if (out.fileSystem().exists(out.path(FILE))
        && !new String(out.read(FILE), StandardCharsets.UTF_8).contains(TITLE)) {
      throw new UsageException(
          out.display() + "/" + FILE, "not a page of a sweep", "a directory without such a file");
    }
  }

  /**
   * Writes the page in the place of an older one.
   *
   * @param out the output directory
   * @param tables its tables, complete
   * @param summary of them
   * @throws IOException if the page could not be put in its place
   */
  public static void write(OutputDirectory out, Tables tables, Summary summary) throws IOException {
    boolean pooled =
        summary.headlines().rows().stream()
            .anyMatch(row -> row.find("device").equals(Optional.of(Configuration.POOLED)));
    Tables seen = pooled ? tables.ofAllDevices() : tables;
    write(out, new ReportData(seen).gather(summary, has(out, "claims")));
  }

  /**
   * Writes a page of what was gathered.
   *
   * @param out the output directory
   * @param gathered by what the script calls it
   * @throws IOException if the page could not be put in its place
   */
  static void write(OutputDirectory out, Map<String, Object> gathered) throws IOException {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("directory", out.display());
    data.put(MADE_OF, MadeOf.told(out, "fits").map(MadeOf::digest).orElse(""));
    data.put("provenance", JSON.readTree(out.read(Provenance.FILE)));
    data.putAll(gathered);
    out.writeWhole(FILE, page(data).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean has(OutputDirectory out, String table) throws IOException {
    try {
      return !out.list(table).isEmpty();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Returns whether the page shows tables that are made of something.
   *
   * @param out the output directory
   * @param madeOf of what
   * @return whether the page is there and says so
   * @throws IOException if it cannot be read
   */
  public static boolean shows(OutputDirectory out, MadeOf madeOf) throws IOException {
    return out.fileSystem().exists(out.path(FILE))
        && new String(out.read(FILE), StandardCharsets.UTF_8)
            .contains("\"%s\":\"%s\"".formatted(MADE_OF, madeOf.digest()));
  }

  static String page(Map<String, Object> data) throws IOException {
    String json;
    try {
      json = JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rows are plain values", e);
    }
    // A closing tag within the data would end their element.
    return resource(RESOURCES + "report.html")
        .replace("/*style*/", resource(RESOURCES + "report.css"))
        .replace("/*d3*/", resource(D3.formatted(Provenance.build("d3.version"))))
        .replace("/*script*/", resource(RESOURCES + "report.js"))
        .replace("/*data*/", json.replace("</", "<\\/"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = Report.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
