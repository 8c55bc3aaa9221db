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
 * @param optima the rows of the table {@code optima} after the last step
 * @param transfer the rows of the table {@code transfer} after the last step
 * @param lost what configurations lost of their trials
 * @param endings how all trials ended
 */
public record Summary(
    Headlines headlines,
    List<Row> rates,
    List<Row> optima,
    List<Row> transfer,
    LostTrials lost,
    Endings endings) {
  public Summary {
    rates = List.copyOf(rates);
    optima = List.copyOf(optima);
    transfer = List.copyOf(transfer);
  }

  /** {@return what the terminal shows of it} */
  public String text() {
    return FitsText.render(headlines)
        + RatesText.render(rates)
        + TransferText.render(transfer)
        + lost.text();
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
        + RatesText.render(Tables.read(out, "rates", row -> true))
        + TransferText.render(Tables.read(out, "transfer", TransferText::last));
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
        tables.read("optima", row -> row.find("step").equals(row.find("steps"))),
        tables.read("transfer", TransferText::last),
        LostTrials.of(endings),
        endings);
  }
}
