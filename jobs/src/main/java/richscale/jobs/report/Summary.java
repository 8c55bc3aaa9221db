package richscale.jobs.report;

import java.util.List;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Tables;

/**
 * What terminal and page both show of a directory.
 *
 * @param headlines the exponents that are shown
 * @param rates the rows of the table {@code rates}
 */
public record Summary(Headlines headlines, List<Row> rates) {
  public Summary {
    rates = List.copyOf(rates);
  }

  /**
   * Collects it.
   *
   * @param tables complete
   * @return the summary
   */
  public static Summary of(Tables tables) {
    return new Summary(Headlines.of(tables.read("fits")), tables.read("rates").collectAsList());
  }
}
