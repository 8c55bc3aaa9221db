package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import richscale.architecture.FeatureShape;
import richscale.spec.DataSpec;
import richscale.spec.SpecReader;

class RecordsTest {
  /** Rounding of sums of single-precision numbers of order 1. */
  private static final double ROUNDING = 1e-5;

  private static DataSpec spec(MemoryFiles files, String... overrides) {
    return SpecReader.parse("", "spec", List.of(overrides), RecordReader.inspector(files))
        .only()
        .settings()
        .data();
  }

  private static String[] idx(String... more) {
    return with(new String[] {"data.source=idx", "data.path=idx"}, more);
  }

  private static String[] cifar(String... more) {
    return with(new String[] {"data.source=cifar10", "data.path=cifar"}, more);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() {
    MemoryFiles files = new MemoryFiles().put("t.csv", "\ufeffy,a\n0,1.5\n1,-2.5e0\n");
    Samples samples = DataSource.load(spec(files, csv("data.standardise=none")), files);
    assertThat(samples.x()).containsExactlyInAnyOrder(1.5f, -2.5f);
  }

  private static String[] csv(String... more) {
    return with(new String[] {"data.source=csv", "data.path=t.csv", "data.label=y"}, more);
  }

  private static String[] with(String[] first, String[] second) {
    String[] all = new String[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void pixelsAndLabelsOfIdxFilesAreThoseOfTheRecords() {
    MemoryFiles files = MemoryFiles.idx(9, 6);
    DataSpec spec =
        spec(files, idx("data.standardise=none", "data.targets=one-hot", "data.test=6"));
    assertThat(spec.shape()).isEqualTo(new FeatureShape(1, 2, 3));
    assertThat(spec.outputs()).isEqualTo(3);
    Samples samples = DataSource.load(spec, files);
    assertThat(samples.count()).isEqualTo(9);
    assertThat(samples.test().orElseThrow().count()).isEqualTo(6);
    for (int i = 0; i < 9; i++) {
      int record = Math.round(255 * samples.x()[i]) / 7;
      for (int j = 0; j < 6; j++) {
        assertThat(samples.x()[j * 9 + i]).isEqualTo((7 * record + j) / 255f);
      }
      for (int k = 0; k < 3; k++) {
        assertThat(samples.y()[k * 9 + i]).isEqualTo(record % 3 == k ? 1 : 0);
      }
    }
  }

  @Test
  void channelsOfCifarStandOneAfterAnotherAndAreStandardisedTogether() {
    MemoryFiles files = MemoryFiles.cifar(10);
    DataSpec spec = spec(files, cifar("data.standardise=channel"));
    assertThat(spec.samples()).isEqualTo(20);
    Samples samples = DataSource.load(spec, files);
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 1024 * 20; i++) {
        double value = samples.x()[channel * 1024 * 20 + i];
        sum += value;
        squares += value * value;
      }
      assertThat(sum / (1024 * 20)).isCloseTo(0, within(ROUNDING));
      assertThat(squares / (1024 * 20)).isCloseTo(1, within(ROUNDING));
    }
    // Pixels of neighbouring positions of a record differ by one step, within a channel.
    double step = samples.x()[20] - samples.x()[0];
    assertThat(samples.x()[40] - samples.x()[20]).isCloseTo((float) step, within(1e-4f));
  }

  @Test
  void tablesHaveTheirOwnTestSamplesHeldOut() {
    StringBuilder text = new StringBuilder("a,y,b\n");
    for (int i = 0; i < 20; i++) {
      text.append(i).append(',').append(i % 2).append(',').append(i * 0.5).append('\n');
    }
    MemoryFiles files = new MemoryFiles().put("t.csv", text.toString());
    DataSpec spec = spec(files, csv("data.test=5", "data.standardise=none"));
    assertThat(spec.samples()).isEqualTo(15);
    Samples samples = DataSource.load(spec, files);
    Samples test = samples.test().orElseThrow();
    boolean[] seen = new boolean[20];
    for (int i = 0; i < 15; i++) {
      assertThat(samples.x()[15 + i]).isEqualTo(samples.x()[i] / 2);
      seen[(int) samples.x()[i]] = true;
    }
    for (int i = 0; i < 5; i++) {
      assertThat(seen[(int) test.x()[i]]).isFalse();
    }
  }

  @Test
  void numbersToBePredictedAreStandardisedByTheTrainingSamples() {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 30; i++) {
      text.append(i).append(',').append(100 + 3.5 * i).append('\n');
    }
    MemoryFiles files = new MemoryFiles().put("t.csv", text.toString());
    DataSpec spec = spec(files, csv("data.task=regression", "data.test=10"));
    assertThat(spec.outputs()).isEqualTo(1);
    Samples samples = DataSource.load(spec, files);
    double squares = 0;
    for (int i = 0; i < 20; i++) {
      // Both are linear in i, so they are the same once they are standardised.
      assertThat(samples.y()[i]).isCloseTo(samples.x()[i], within(1e-5f));
      squares += samples.y()[i] * samples.y()[i];
    }
    assertThat(squares / 20).isCloseTo(1, within(ROUNDING));
    Samples test = samples.test().orElseThrow();
    assertThat(test.y()[0]).isCloseTo(test.x()[0], within(1e-5f));
  }

  @Test
  void chosenClassesBecomeTheOutputs() {
    MemoryFiles files = MemoryFiles.idx(9, 6);
    DataSpec spec = spec(files, idx("data.classes=[2, 0]", "data.targets=one-hot", "data.test=2"));
    assertThat(spec.outputs()).isEqualTo(2);
    assertThat(spec.samples()).isEqualTo(6);
    Samples samples = DataSource.load(spec, files);
    for (int i = 0; i < 6; i++) {
      assertThat(samples.y()[i] + samples.y()[6 + i]).isEqualTo(1);
    }
  }

  @Test
  void packedAndPlainFilesAreTheSameData() {
    MemoryFiles plain = MemoryFiles.idx(9, 6);
    MemoryFiles packed = new MemoryFiles();
    for (String name :
        new String[] {
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte"
        }) {
      packed.put("idx/" + name + ".gz", MemoryFiles.gzip(plain.get("idx/" + name)));
    }
    assertThat(spec(packed, idx()).canonical()).isEqualTo(spec(plain, idx()).canonical());
  }

  @Test
  void otherContentIsOtherDataWhereverItLies() {
    MemoryFiles files = MemoryFiles.idx(9, 6);
    DataSpec before = spec(files, idx());
    files.get("idx/train-images-idx3-ubyte")[16]++;
    assertThat(spec(files, idx()).canonical()).isNotEqualTo(before.canonical());
    assertThatThrownBy(() -> DataSource.load(before, files))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("idx has changed since the sweep began");
    assertThat(before.canonical()).doesNotContain("idx/");
  }

  @Test
  void theDigitsAreCountedAsTheSpecSays() {
    DataSpec spec = spec(new MemoryFiles(), "data.classes=[3, 8]");
    assertThat(DataSource.load(spec).count()).isEqualTo(183 + 174);
    assertThat(spec(new MemoryFiles(), "data.standardise=none").canonical())
        .isEqualTo("digits(samples=1797,seed=0,standardise=none)");
    float[] pixels = DataSource.load(spec(new MemoryFiles(), "data.standardise=none")).x();
    float largest = 0;
    for (float pixel : pixels) {
      largest = Math.max(largest, pixel);
    }
    assertThat(largest).isEqualTo(1);
  }
}
