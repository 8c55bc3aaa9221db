package richscale.data;

import java.util.List;

/** Takes the cells of a table, row after row. */
public interface TableSink {
  /**
   * Begins a file.
   *
   * @param file its path, for errors
   * @param there its columns
   * @return those whose cells are wanted, in the order of the file
   * @throws richscale.spec.SpecException if it has not the columns that it needs
   */
  List<String> open(String file, List<String> there);

  /**
   * Says that something was left out unasked.
   *
   * @param what such as row numbers
   */
  void ignore(String what);

  /**
   * Takes a number.
   *
   * @param column index among the wanted ones
   * @param value not-a-number counts as missing
   */
  void number(int column, double value);

  /**
   * Takes a text.
   *
   * @param column index among the wanted ones
   * @param value the text
   */
  void text(int column, String value);

  /**
   * Takes an image in a file of its own.
   *
   * @param column index among the wanted ones
   * @param file the bytes of that file
   */
  void image(int column, byte[] file);

  /**
   * Takes a cell without a value.
   *
   * @param column index among the wanted ones
   * @param text what stands for it
   */
  void missing(int column, String text);

  /** Ends a row. */
  void endRow();
}
