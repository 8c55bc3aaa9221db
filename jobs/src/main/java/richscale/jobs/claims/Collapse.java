package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;

/**
 * How much of the variance of log |Delta h|/|h| between cells (n, r, gamma) is left about a curve
 * in one quantity: 0 if the quantity tells all, 1 if it tells nothing.
 */
final class Collapse {
  /** A cell's quantities and the mean of its log values over seeds. */
  private record Cell(int width, double r, double gamma, double logValue) {
    /** Returns log alpha/sqrt(n). */
    double logRichness() {
      return Math.log(gamma) + (r - 0.5) * Math.log(width);
    }
  }

  private Collapse() {}

  /** Returns the share left about a cubic in log alpha/sqrt(n). */
  static double ofCurve(List<Row> rows) {
    List<Cell> cells = cells(rows);
    double[][] x = new double[cells.size()][];
    double[] y = new double[cells.size()];
    for (int i = 0; i < y.length; i++) {
      double at = cells.get(i).logRichness();
      x[i] = new double[] {at, at * at, at * at * at};
      y[i] = cells.get(i).logValue();
    }
    OLSMultipleLinearRegression cubic = new OLSMultipleLinearRegression();
    cubic.newSampleData(y, x);
    return cubic.calculateResidualSumOfSquares() / cubic.calculateTotalSumOfSquares();
  }

  /** Returns the share left about any curve in n. */
  static double ofWidth(List<Row> rows) {
    return ofGroups(cells(rows), cell -> (double) cell.width());
  }

  /** Returns the share left about any curve in r. */
  static double ofRichness(List<Row> rows) {
    return ofGroups(cells(rows), Cell::r);
  }

  private static double ofGroups(List<Cell> cells, Function<Cell, Double> key) {
    DescriptiveStatistics all = new DescriptiveStatistics();
    cells.forEach(cell -> all.addValue(cell.logValue()));
    double residual = 0;
    for (double value : cells.stream().map(key).distinct().toList()) {
      DescriptiveStatistics group = new DescriptiveStatistics();
      cells.stream()
          .filter(cell -> key.apply(cell) == value)
          .forEach(cell -> group.addValue(cell.logValue()));
      residual += group.getPopulationVariance() * group.getN();
    }
    return residual / (all.getPopulationVariance() * all.getN());
  }

  private static List<Cell> cells(List<Row> rows) {
    List<Cell> cells = new ArrayList<>();
    Judges.group(rows, row -> row.<Integer>getAs("width"))
        .forEach(
            (width, ofWidth) ->
                Judges.group(ofWidth, row -> row.<Double>getAs("r"))
                    .forEach(
                        (r, ofR) ->
                            Judges.group(ofR, row -> row.<Double>getAs("gamma"))
                                .forEach(
                                    (gamma, cell) ->
                                        cells.add(new Cell(width, r, gamma, meanLog(cell))))));
    return cells;
  }

  private static double meanLog(List<Row> cell) {
    return cell.stream()
        .mapToDouble(row -> Math.log(row.<Double>getAs("value")))
        .average()
        .orElseThrow();
  }
}
