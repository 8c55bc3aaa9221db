package richscale.jobs.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns: the first ones to the left, numbers to the right. */
public final class TextTable {
  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Starts with a header.
   *
   * @param leftColumns how many columns are aligned to the left, the first ones
   * @param header names of the columns
   */
  public TextTable(int leftColumns, String... header) {
    this.leftColumns = leftColumns;
    rows.add(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @param cells one for each column
   */
  public void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells in a row");
    }
    rows.add(List.of(cells));
  }

  /** {@return the lines, each indented by two spaces and without trailing ones} */
  public String render() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int width = width(column);
        String cell = row.get(column);
        String padding = " ".repeat(width - cell.length());
        line.append("  ").append(column < leftColumns ? cell + padding : padding + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
