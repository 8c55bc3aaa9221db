package richscale.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import richscale.linalg.FloatingPoint;
import richscale.linalg.Matrix;
import richscale.spec.SpecReader;
import richscale.spec.Trial;

/** The limit against values that an independent program found, with ten digits. */
class LimitValuesTest {
  private static final int WIDTH = 400;

  /** The values have ten digits, of which the last is rounded. */
  private static final double RELATIVE = 1e-8;

  /** Small differences of numbers of order 1, as the gap of a model that is almost linear. */
  private static final double OF_DIFFERENCES = 1e-6;

  private static final double ROUNDING = 1e-15;

  /**
   * At strength 2 a network of three layers does not settle, and each update magnifies what went
   * before: inputs that differ by 1e-11 give losses that differ by 5e-7 after twenty.
   */
  private static final double UNSETTLED = 1e-6;

  private static List<String> lines(String file) throws IOException {
    try (InputStream stream =
        LimitValuesTest.class.getResourceAsStream("/richscale/limit/" + file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }

  private static Matrix columns(int from, int to) throws IOException {
    List<String> rows = lines("data.csv");
    double[] entries = new double[rows.size() * (to - from)];
    for (int i = 0; i < rows.size(); i++) {
      String[] cells = rows.get(i).split(",", -1);
      for (int j = from; j < to; j++) {
        entries[(j - from) * rows.size() + i] = Double.parseDouble(cells[j]);
      }
    }
    return Matrix.of(FloatingPoint.DOUBLE, rows.size(), to - from, entries);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "2, 1",
    "2, 0.5",
    "2, 0.25",
    "2, 0.125",
    "3, 2",
    "3, 1",
    "3, 0.5",
    "3, 0.25",
    "3, 0.125"
  })
  void valuesAreThoseOfAnIndependentProgram(int depth, double strength) throws IOException {
    // g = gamma n^(r - 1/2), at r = 1/2.
    Trial trial =
        SpecReader.parse(
                "data { source = teacher, inputs = 16, samples = 32 }",
                "limit",
                List.of(
                    "learner=limit",
                    "output=centred",
                    "width=" + WIDTH,
                    "r=1/2",
                    "gamma=" + strength,
                    "depth=" + depth,
                    "steps=20",
                    "measure.steps=[1,2,5,20]",
                    "observables=[default, ntk_change, linearisation_gap]"))
            .trials(1)
            .get(0);
    Map<String, Double> measured = new HashMap<>();
    try (Matrix x = columns(0, 16);
        Matrix y = columns(16, 17)) {
      for (Measurement m : LimitLearner.measure(trial, x, y, Optional.empty())) {
        String layer = m.layer().isPresent() ? String.valueOf(m.layer().getAsInt()) : "";
        measured.put(m.step() + "," + m.observable().id() + "," + layer, m.value());
      }
    }
    int compared = 0;
    for (String line : lines("values.csv")) {
      String[] cells = line.split(",", -1);
      if (Integer.parseInt(cells[0]) == depth && Double.parseDouble(cells[2]) == strength) {
        double unit =
            cells[4].contains("sqrt(n)")
                ? Math.sqrt(WIDTH)
                : cells[4].contains("alpha") ? 1 / (strength * Math.sqrt(WIDTH)) : 1;
        String name = cells[4].replaceAll("[/*].*", "");
        double value = Double.parseDouble(cells[6]) * unit;
        boolean unsettled = depth == 3 && strength == 2 && cells[3].equals("20");
        double relative =
            unsettled ? UNSETTLED : name.equals("linearisation_gap") ? OF_DIFFERENCES : RELATIVE;
        Double mine = measured.get(String.join(",", cells[3], name, cells[5]));
        if (Math.abs(value) < ROUNDING) {
          assertThat(mine).as("%s", line).isNull();
        } else {
          assertThat(mine).as("%s", line).isCloseTo(value, within(relative * Math.abs(value)));
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(depth == 2 ? 24 : 32);
  }
}
