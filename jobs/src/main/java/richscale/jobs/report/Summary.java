package richscale.jobs.report;

import java.io.IOException;
import java.util.List;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.Row;
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
   * Returns what the terminal shows of tables that are current, from their files alone.
   *
   * @param out the output directory
   * @return lines of text
   * @throws IOException if a table cannot be read
   */
  public static String textOf(OutputDirectory out) throws IOException {
    return FitsText.render(Headlines.of(out))
        + RatesText.render(Tables.read(out, "rates", row -> true));
  }

  /**
   * Collects it.
   *
   * @param tables complete
   * @return the summary
   * @throws IOException if a table cannot be read
   */
  public static Summary of(Tables tables) throws IOException {
    Endings endings = Endings.of(tables);
    return new Summary(
        Headlines.of(tables.out()),
        tables.read("rates", row -> true),
        LostTrials.of(endings),
        endings);
  }
}
