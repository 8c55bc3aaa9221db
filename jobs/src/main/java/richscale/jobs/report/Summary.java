package richscale.jobs.report;

import java.util.List;
import org.apache.spark.sql.Row;
import richscale.jobs.store.Tables;

/**
 * What terminal and page both show of a directory.
 *
 * @param headlines the exponents that are shown
 * @param rates the rows of the table {@code rates}
 * @param lost what configurations lost of their trials
 * @param endings how all trials ended
 */
public record Summary(Headlines headlines, List<Row> rates, LostTrials lost, Endings endings) {
  public Summary {
    rates = List.copyOf(rates);
  }

  /** {@return what the terminal shows of it} */
  public String text() {
    return FitsText.render(headlines) + RatesText.render(rates) + lost.text();
  }

  /**
   * Collects it.
   *
   * @param tables complete
   * @return the summary
   */
  public static Summary of(Tables tables) {
    Endings endings = Endings.of(tables.read("trials"));
    return new Summary(
        Headlines.of(tables.read("fits")),
        tables.read("rates").collectAsList(),
        LostTrials.of(endings),
        endings);
  }
}
