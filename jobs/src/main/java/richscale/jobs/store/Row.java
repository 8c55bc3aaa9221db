package richscale.jobs.store;

import java.util.List;
import java.util.Optional;

/** A row of a table: values by the names of their columns. */
public final class Row {
  private final List<String> columns;
  private final List<Optional<Object>> values;

  /**
   * Creates a row.
   *
   * @param columns their names
   * @param values one for each; Integer, Long, Double, Boolean or String
   */
  public Row(List<String> columns, List<Optional<Object>> values) {
    if (columns.size() != values.size()) {
      throw new IllegalArgumentException(values.size() + " values in a row");
    }
    this.columns = List.copyOf(columns);
    this.values = List.copyOf(values);
  }

  /** {@return the names of the columns} */
  public List<String> columns() {
    return columns;
  }

  /** {@return the values, in the order of the columns} */
  public List<Optional<Object>> values() {
    return values;
  }

  /**
   * Returns a value.
   *
   * @param column its column
   * @param <T> what the column holds
   * @return the value; empty if it is absent
   */
  @SuppressWarnings("unchecked") // callers name the type that the column has
  public <T> Optional<T> find(String column) {
    int at = columns.indexOf(column);
    if (at < 0) {
      throw new IllegalArgumentException("no column " + column);
    }
    return (Optional<T>) values.get(at);
  }

  /**
   * Returns a value that is there.
   *
   * @param column its column
   * @return the value
   */
  public Object value(String column) {
    return find(column).orElseThrow(() -> new IllegalArgumentException("no value in " + column));
  }

  /**
   * Returns a whole number of 32 bits that is there.
   *
   * @param column its column
   * @return the value
   */
  public int integer(String column) {
    return (int) value(column);
  }

  /**
   * Returns a whole number of 64 bits that is there.
   *
   * @param column its column
   * @return the value
   */
  public long whole(String column) {
    return (long) value(column);
  }

  /**
   * Returns a number in double precision that is there.
   *
   * @param column its column
   * @return the value
   */
  public double real(String column) {
    return (double) value(column);
  }

  /**
   * Returns a truth value that is there.
   *
   * @param column its column
   * @return the value
   */
  public boolean flag(String column) {
    return (boolean) value(column);
  }

  /**
   * Returns a value as it is shown.
   *
   * @param column its column
   * @return its text; empty if it is absent
   */
  public String text(String column) {
    return find(column).map(String::valueOf).orElse("");
  }
}
