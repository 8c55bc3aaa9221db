package richscale.jobs.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import richscale.fit.Observation;
import richscale.jobs.store.HadoopFiles;

class MeasurementFileTest {
  private static final HadoopFiles FILES = new HadoopFiles(new Configuration());

  @TempDir private Path directory;

  private Measurements read(String text, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("file.csv"), text);
    List<String> values = new ArrayList<>();
    Map<String, String> renamed = new LinkedHashMap<>();
    for (String option : options) {
      String[] parts = option.split(" ", -1);
      if (parts[0].equals("--values")) {
        values.addAll(Arrays.asList(parts[1].split(",", -1)));
      } else {
        for (String one : parts[1].split(",", -1)) {
          renamed.put(one.split("=", -1)[0], one.split("=", -1)[1]);
        }
      }
    }
    return new MeasurementFile(file.toString(), values, renamed).read(FILES);
  }

  private static List<Observation> only(Measurements measurements, String observable) {
    return measurements.cells().entrySet().stream()
        .filter(cell -> cell.getKey().observable().equals(observable))
        .flatMap(cell -> cell.getValue().sorted().stream())
        .toList();
  }

  @Test
  void theLongFormHasARowForEachValue() throws IOException {
    Measurements read =
        read(
            "width,seed,step,layer,observable,value,lr,net\n8,0,3,fc1,h,2.5,0.1,a\n16,0,3,fc1,h,5,.1,a\n");
    assertThat(read.cells().keySet())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.step()).isEqualTo(3);
              assertThat(cell.layer()).isEqualTo("fc1");
              assertThat(cell.configuration().find("eta0")).contains(0.1);
              assertThat(cell.configuration().find("net")).contains("a");
            });
    assertThat(only(read, "h"))
        .containsExactly(new Observation(8, 0, 2.5), new Observation(16, 0, 5));
  }

  @Test
  void theWideFormHasAColumnForEachObservable() throws IOException {
    Measurements read =
        read(
            ",width,t,module,l1,l2\n0,8,1,fc1,2,3\n1,16,1,fc1,4,\n2,8,1,fc1,2.5,3.5\n",
            "--values l1,l2",
            "--rename t=step,module=layer");
    // Rows that name no seed are counted; what is empty where others are not is lost.
    assertThat(only(read, "l1"))
        .containsExactly(
            new Observation(8, 0, 2), new Observation(8, 1, 2.5), new Observation(16, 0, 4));
    assertThat(only(read, "l2")).hasSize(3);
  }

  @Test
  void whatDivergedIsLostHoweverItIsWritten() throws IOException {
    Measurements read =
        read(
            "width,seed,value\n8,0,1\n8,1,nan\n8,2,inf\n8,3,-Infinity\n8,4,\n8,5,1e999\n8,6,NaN\n");
    Measurements.Cell cell = read.cells().keySet().iterator().next();
    assertThat(read.lost(cell, read.cells().get(cell).sorted()).text()).isEqualTo("8: 6 of 7");
  }

  @Test
  void aRunThatEndedEarlierIsLostAtLaterSteps() throws IOException {
    Measurements read = read("width,seed,step,value\n8,0,1,2\n8,1,1,2\n8,0,2,1\n");
    Measurements.Cell last =
        read.cells().keySet().stream().filter(cell -> cell.step() == 2).findFirst().orElseThrow();
    assertThat(read.lost(last, read.cells().get(last).sorted()).text()).isEqualTo("8: 1 of 2");
  }

  /** Texts of files, their options, and what is said of them. */
  @TestFactory
  Stream<DynamicTest> everyMalformedFileGetsItsOneLine() throws IOException {
    String golden;
    try (var stream =
        MeasurementFileTest.class.getResourceAsStream("/richscale/measurements.golden")) {
      golden = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Arrays.stream(golden.split("\n\n", -1))
        .map(
            one -> {
              int expected = one.indexOf("\n==> ");
              List<String> lines = Arrays.asList(one.substring(0, expected).split("\n", -1));
              String[] options =
                  lines.stream().filter(line -> line.startsWith("--")).toArray(String[]::new);
              String text =
                  String.join("\n", lines.stream().filter(line -> !line.startsWith("--")).toList());
              return DynamicTest.dynamicTest(
                  one.substring(expected + 5).strip(),
                  () ->
                      assertThatThrownBy(() -> read(text, options))
                          .satisfies(
                              e ->
                                  assertThat(
                                          e.getMessage()
                                              .replace(directory + "/", "")
                                              .replace("file:", ""))
                                      .isEqualTo(one.substring(expected + 5).strip())));
            });
  }
}
