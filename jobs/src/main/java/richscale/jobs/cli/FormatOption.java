package richscale.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import richscale.jobs.report.Listing;

/** How a command writes its rows, the same for every command that has some. */
final class FormatOption {
  /** Takes the names in lower case. */
  static final class Converter implements ITypeConverter<Listing.Format> {
    @Override
    public Listing.Format convert(String text) {
      for (Listing.Format format : Listing.Format.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException("'%s' is none of table, json, csv".formatted(text));
    }
  }

  /** The names, for completion. */
  private static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(List.of("table", "json", "csv"));
    }
  }

  @Option(
      names = "--format",
      completionCandidates = Names.class,
      paramLabel = "table|json|csv",
      defaultValue = "table",
      converter = Converter.class,
      description =
          "table: aligned, for people; json, csv: all rows and columns, nothing else on stdout.")
  private Listing.Format format;

  Listing.Format format() {
    return format;
  }

  boolean forPeople() {
    return format == Listing.Format.TABLE;
  }
}
