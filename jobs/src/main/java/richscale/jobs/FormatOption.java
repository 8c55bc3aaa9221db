package richscale.jobs;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command writes its rows, the same for every command that has some. */
final class FormatOption {
  /** A way to write rows. */
  enum Format {
    TABLE,
    JSON,
    CSV
  }

  /** Takes the names in lower case. */
  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      for (Format format : Format.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException("'%s' is none of table, json, csv".formatted(text));
    }
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|csv",
      defaultValue = "table",
      converter = Converter.class,
      description =
          "table: aligned, for people; json, csv: all rows and columns, nothing else on stdout.")
  private Format format;

  Format format() {
    return format;
  }

  boolean forPeople() {
    return format == Format.TABLE;
  }
}
