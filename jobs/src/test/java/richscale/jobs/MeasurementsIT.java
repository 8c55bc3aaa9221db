package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Other people's measurements through {@code fit --measurements}. */
class MeasurementsIT extends SubmittedSweeps {
  private Submission fit(Path file, String out, String... more) throws IOException {
    String[] command = {"local", "fit", "--measurements", file.toString(), "--out", out(out)};
    return start(
        Map.of(), Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  /** The data frame of the package mup's coordinate check on its MLP, read-out and all. */
  @Test
  void theCoordinateCheckOfAnotherToolGoesStraightIn() throws Exception {
    Path file = Path.of("src/test/resources/richscale/mup-coordinates.csv");
    Submission fit = fit(file, "m", "--values", "l1", "--rename", "t=step,module=layer");
    assertThat(fit.await()).as(fit.err()).isZero();
    assertThat(fit.out()).contains("fc_1", "fc_3", "Report: ");
    Row hidden =
        table("m", "fits").filter("layer = 'fc_2' and step = 4 and observable = 'l1'").first();
    assertThat(hidden.<Double>getAs("exponent")).isCloseTo(0, within(0.02));
    assertThat(hidden.<Object>getAs("predicted")).isNull();
    assertThat(directory.resolve("m/report.html")).content().contains("\"layer\":\"fc_2\"");
    assertThat(table("m", "optima").count()).isZero();
    Submission sweep = sweep("local", "m");
    assertThat(sweep.await()).isEqualTo(2);
  }

  /** Wide networks whose unlucky seeds diverge, the rest of which follow theory. */
  @Test
  void luckySeedsAreConsistentWithNothing() throws Exception {
    StringBuilder csv = new StringBuilder("width,seed,step,layer,observable,r,lr,value\n");
    for (int width = 64; width <= 1024; width *= 2) {
      for (int seed = 0; seed < 6; seed++) {
        for (double lr : new double[] {0.5, 1, 2, 4}) {
          boolean diverged = lr == 4 || (lr == 2 && width > 256 && seed > 3);
          double h = Math.sqrt(width) * (1 + 0.01 * seed);
          double loss = Math.pow(Math.log(lr), 2) / 10 + 0.1 + 0.001 * seed;
          csv.append(row(width, seed, "1", "delta_h_norm", lr, diverged ? "nan" : "" + h));
          csv.append(row(width, seed, "", "loss", lr, diverged ? "" : "" + loss));
        }
      }
    }
    Path file = Files.writeString(directory.resolve("lucky.csv"), csv);
    Submission fit = fit(file, "l");
    assertThat(fit.await()).as(fit.err()).isZero();
    assertThat(verdict(1)).isEqualTo("consistent");
    assertThat(verdict(2)).isEqualTo("inconclusive");
    assertThat(fit.out()).contains("512: 2 of 6, 1024: 2 of 6");
    Row optimum = table("l", "optima").filter("width = 64").first();
    assertThat(optimum.<Double>getAs("eta0")).isCloseTo(1, within(1e-6));
    assertThat(optimum.<Double>getAs("largest_stable")).isEqualTo(2);
    assertThat(table("l", "optima").filter("width = 1024").first().<Double>getAs("least_unstable"))
        .isEqualTo(2);
    Row law = table("l", "transfer").first();
    // At 512 and 1024 the rate above the best loses seeds.
    assertThat(law.<Integer>getAs("edges")).isEqualTo(2);
    assertThat(law.<Object>getAs("verdict")).isNull();
  }

  private static String row(
      int width, int seed, String layer, String observable, double lr, String value) {
    return String.format(
        Locale.ROOT, "%d,%d,10,%s,%s,0.5,%s,%s%n", width, seed, layer, observable, lr, value);
  }

  private String verdict(double eta0) {
    return table("l", "fits")
        .filter("observable = 'delta_h_norm' and eta0 = " + eta0)
        .first()
        .getAs("verdict");
  }

  @Test
  void whatCannotBeReadLeavesNothingBehind() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.csv"), "width,value\n64,1\n64,x\n");
    Submission fit = fit(file, "b");
    assertThat(fit.await()).isEqualTo(2);
    assertThat(fit.err()).contains("row 2, column value: 'x'");
    assertThat(directory.resolve("b")).doesNotExist();
  }
}
