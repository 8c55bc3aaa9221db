package richscale.spec;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is read of a table, and how.
 *
 * @param columns the features to take; empty for all
 * @param drop columns to leave out
 * @param missing what is done about cells without a value
 * @param separator what stands between the values of a row of CSV
 */
public record TableReading(
    List<String> columns, List<String> drop, Missing missing, Separator separator)
    implements Serializable {

  /** What is done about cells without a value. */
  public enum Missing {
    /** They are an error. */
    REFUSE,
    /** Their rows are left out. */
    DROP,
    /** Features get the mean of the training samples. */
    MEAN
  }

  /** What stands between the values of a row. */
  public enum Separator {
    /** The one of the others that the header has most of. */
    AUTO(','),
    /** As in CSV proper. */
    COMMA(','),
    /** As spreadsheets write where the comma is the decimal point. */
    SEMICOLON(';'),
    /** As in TSV. */
    TAB('\t'),
    /** The vertical bar. */
    BAR('|');

    private final char character;

    Separator(char character) {
      this.character = character;
    }

    /** {@return the character itself; that of {@link #AUTO} is known when a header is read} */
    public char character() {
      return character;
    }
  }

  /** Everything as it stands. */
  public static final TableReading PLAIN =
      new TableReading(List.of(), List.of(), Missing.REFUSE, Separator.AUTO);

  public TableReading {
    columns = List.copyOf(columns);
    drop = List.copyOf(drop);
  }

  /** {@return what of this names the data; empty if nothing was asked for} */
  String canonical() {
    StringBuilder text = new StringBuilder();
    if (!columns.isEmpty()) {
      text.append(",columns=").append(joined(columns));
    }
    if (!drop.isEmpty()) {
      text.append(",drop=").append(joined(drop));
    }
    if (missing != Missing.REFUSE) {
      text.append(",missing=").append(missing.name().toLowerCase(Locale.ROOT));
    }
    if (separator != Separator.AUTO) {
      text.append(",separator=").append(separator.name().toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  /** The file decides on the order of columns, so that of the names does not tell data apart. */
  private static String joined(List<String> names) {
    return names.stream()
        .sorted()
        .map(name -> name.replace("+", "++"))
        .collect(Collectors.joining("+"));
  }
}
