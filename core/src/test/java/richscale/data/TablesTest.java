package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import richscale.architecture.FeatureShape;
import richscale.spec.DataSpec;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;

/** People's own files, and the numbers that are read of them. */
class TablesTest {
  /** Rounding of sums of single-precision numbers of order 1. */
  private static final double ROUNDING = 1e-5;

  private static DataSpec spec(MemoryFiles files, String... keys) {
    return SpecReader.parse("", "spec", List.of(keys), RecordReader.inspector(files))
        .only()
        .settings()
        .data();
  }

  private static String[] csv(String... more) {
    return Stream.concat(
            Stream.of("data.source=csv", "data.path=t.csv", "data.label=y"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static MemoryFiles file(String text) {
    return new MemoryFiles().put("t.csv", text);
  }

  private static RecordFacts facts(MemoryFiles files, RecordSource.Format format, String path) {
    return RecordReader.inspector(files).inspect(new RecordSource(format, path, "y", false));
  }

  /** Each row is (1, 0) or (2, 1), in some order, however it is written. */
  @TestFactory
  Stream<DynamicTest> oneTableHoweverItIsWritten() {
    return Map.ofEntries(
            Map.entry("plain", "a,y\n1,0\n2,1\n"),
            Map.entry("semicolons", "\"a\";\"y\"\n1;0\n2;1\n"),
            Map.entry("tabs", "a\ty\n1\t0\n2\t1\n"),
            Map.entry("bars", "a|y\n1|0\n2|1\n"),
            Map.entry("quotes behind blanks", "a, \"y\"\n1, \"0\"\n2, \"1\"\n"),
            Map.entry("comments", "# of 2026; ours\n\na,y\n1,0\n# more\n2,1\n"),
            Map.entry("carriage returns", "a,y\r\n1,0\r\n2,1\r\n"),
            Map.entry("a comma at the end of rows", "a,y,\n1,0,\n2,1,\n"),
            Map.entry("row numbers of pandas", ",a,y\n398,1,0\n125,2,1\n"),
            Map.entry("a separator in a quoted name", "a,y,\"b;c;d;e\"\n1,0,5\n2,1,5\n"))
        .entrySet()
        .stream()
        .map(
            written ->
                DynamicTest.dynamicTest(
                    written.getKey(),
                    () -> {
                      MemoryFiles files = file(written.getValue());
                      Samples samples =
                          DataSource.load(
                              spec(
                                  files,
                                  csv(
                                      "data.standardise=none",
                                      "data.targets=one-hot",
                                      "data.columns=[a]")),
                              files);
                      assertThat(samples.x()).containsExactlyInAnyOrder(1, 2);
                      for (int i = 0; i < 2; i++) {
                        assertThat(samples.y()[2 * ((int) samples.x()[i] - 1) + i]).isEqualTo(1);
                      }
                    }));
  }

  @Test
  void whatWasLeftOutUnaskedIsSaid() {
    assertThat(facts(file(",a,y\n398,1,0\n125,2,1\n"), RecordSource.Format.CSV, "t.csv").notes())
        .satisfies(notes -> assertThat(notes.ignored()).containsExactly("row numbers"));
    assertThat(facts(file("a,b,y,\n1,3,0,\n2,3,1,\n"), RecordSource.Format.CSV, "t.csv").notes())
        .satisfies(
            notes -> {
              assertThat(notes.ignored()).containsExactly("an empty last column");
              assertThat(notes.constant()).containsExactly("b");
            });
  }

  @Test
  void namesBecomeClassesInAscendingOrder() {
    RecordFacts facts =
        facts(file("a,y\n1,virginica\n2,setosa\n3,setosa\n"), RecordSource.Format.CSV, "t.csv");
    assertThat(facts.notes().classNames()).containsExactly("setosa", "virginica");
    assertThat(facts.classes()).containsExactly(0, 1);
    assertThat(facts.training()).containsExactly(2, 1);
    RecordFacts truth =
        facts(file("a,y\n1,True\n2,False\n3,True\n"), RecordSource.Format.CSV, "t.csv");
    assertThat(truth.notes().classNames()).containsExactly("False", "True");
    RecordFacts signs = facts(file("a,y\n1,1\n2,-1\n3,+1\n"), RecordSource.Format.CSV, "t.csv");
    assertThat(signs.notes().classNames()).containsExactly("-1", "1");
    assertThat(signs.training()).containsExactly(1, 2);
    RecordFacts counted = facts(file("a,y\n1,1\n2,2\n3,2.0\n"), RecordSource.Format.CSV, "t.csv");
    assertThat(counted.notes().classNames()).isEmpty();
    assertThat(counted.classes()).containsExactly(1, 2);
  }

  @Test
  void classesAreChosenByTheirNames() {
    MemoryFiles files = file("a,y\n1,u\n2,v\n3,w\n4,w\n");
    DataSpec spec =
        spec(files, csv("data.classes=[w, u]", "data.standardise=none", "data.targets=one-hot"));
    Samples samples = DataSource.load(spec, files);
    assertThat(samples.x()).containsExactlyInAnyOrder(1, 3, 4);
    for (int i = 0; i < 3; i++) {
      assertThat(samples.y()[i]).isEqualTo(samples.x()[i] == 1 ? 1 : 0);
    }
  }

  @Test
  void columnsAreChosenAndLeftOutByTheirNames() {
    MemoryFiles files = file("name,a,b,y\nx,1,5,0\nz,2,6,1\n");
    assertThat(
            DataSource.load(spec(files, csv("data.drop=[name, b]", "data.standardise=none")), files)
                .x())
        .containsExactlyInAnyOrder(1, 2);
    assertThat(
            DataSource.load(spec(files, csv("data.columns=[b]", "data.standardise=none")), files)
                .x())
        .containsExactlyInAnyOrder(5, 6);
    assertThat(spec(files, csv("data.drop=[name]")).canonical())
        .isNotEqualTo(spec(files, csv("data.drop=[name, b]")).canonical())
        .contains("drop=name");
    assertThat(spec(files, csv("data.drop=[name, b]")).canonical())
        .isEqualTo(spec(files, csv("data.drop=[b, name]")).canonical())
        .contains("drop=b+name");
  }

  @Test
  void rowsWithMissingValuesAreDroppedOrTheirCellsGetTheMeanOfTheTrainingSamples() {
    MemoryFiles files = file("a,b,y\n1,10,0\nNA,20,1\n3,?,1\n5,40,1\n");
    Samples dropped =
        DataSource.load(spec(files, csv("data.missing=drop", "data.standardise=none")), files);
    assertThat(dropped.x()).containsExactlyInAnyOrder(1, 5, 10, 40);
    DataSpec filling = spec(files, csv("data.missing=mean", "data.standardise=none"));
    float[] filled = DataSource.load(filling, files).x();
    assertThat(filled).containsExactlyInAnyOrder(1, 3, 5, 3, 10, 20, 40, 70 / 3f);
    Samples standard = DataSource.load(spec(files, csv("data.missing=mean")), files);
    for (int i = 0; i < 4; i++) {
      if (filled[i] == 3) {
        assertThat(standard.x()[i]).isCloseTo(0, within((float) ROUNDING));
      }
    }
    assertThat(spec(files, csv("data.missing=mean")).canonical())
        .isNotEqualTo(spec(files, csv("data.missing=drop")).canonical());
  }

  /** Single precision holds time stamps to 128 s: all these would be the same. */
  @Test
  void timeStampsKeepTheirVariance() {
    StringBuilder text = new StringBuilder("t,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(1_700_000_000L + i).append(',').append(1.7e9 + i).append('\n');
    }
    MemoryFiles files = file(text.toString());
    DataSpec spec = spec(files, csv("data.task=regression", "data.test=10"));
    Samples samples = DataSource.load(spec, files);
    assertThat(spec.canonical()).contains("precision=double");
    double squares = 0;
    for (int i = 0; i < 50; i++) {
      assertThat(samples.y()[i]).isEqualTo(samples.x()[i]);
      squares += samples.x()[i] * samples.x()[i];
    }
    assertThat(squares / 50).isCloseTo(1, within(ROUNDING));
    assertThat(
            DoubleStream.iterate(0, i -> i + 1)
                .limit(50)
                .map(i -> samples.x()[(int) i])
                .distinct()
                .count())
        .isEqualTo(50);
  }

  /** Their trials keep the ids that they had. */
  @Test
  void whatSinglePrecisionHoldsIsNamedAsBefore() {
    assertThat(spec(file("a,y\n0.5,0\n1234567,1\n"), csv()).canonical())
        .startsWith("csv(samples=2,seed=0,label=y,sha256=")
        .doesNotContain("precision");
  }

  @Test
  void imagesInDirectoriesOfTheirClasses() throws IOException {
    MemoryFiles files =
        new MemoryFiles()
            .put("d/cat/1.png", png(BufferedImage.TYPE_INT_RGB, 0x010203, 0x040506))
            .put("d/dog/1.png", png(BufferedImage.TYPE_INT_RGB, 0x0708ff, 0x0a0b0c))
            .put("d/dog/2.png", png(BufferedImage.TYPE_INT_RGB, 0x111213, 0x141516));
    RecordFacts facts = facts(files, RecordSource.Format.IMAGES, "d");
    assertThat(facts.shape()).isEqualTo(new FeatureShape(3, 1, 2));
    assertThat(facts.notes().classNames()).containsExactly("cat", "dog");
    assertThat(facts.training()).containsExactly(1, 2);
    String[] keys = {
      "data.source=images", "data.path=d", "data.standardise=none", "data.targets=one-hot"
    };
    Samples samples = DataSource.load(spec(files, keys), files);
    for (int i = 0; i < 3; i++) {
      if (samples.y()[i] == 1) {
        int at = i;
        assertThat(
                DoubleStream.iterate(0, j -> j + 1)
                    .limit(6)
                    .map(j -> 255 * samples.x()[3 * (int) j + at]))
            .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1)
            .containsExactly(1.0, 4.0, 2.0, 5.0, 3.0, 6.0);
      }
    }
    files.put("d/dog/3.png", png(BufferedImage.TYPE_BYTE_GRAY, 0x111111, 0x222222));
    assertThatThrownBy(() -> facts(files, RecordSource.Format.IMAGES, "d"))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "d/dog/3.png: a grey image of 1 x 2 pixels; expected images of one kind and size; the"
                + " first is a colour image of 1 x 2 pixels");
  }

  @Test
  void imagesBelowTrainAndTestAreParts() throws IOException {
    MemoryFiles files = new MemoryFiles();
    for (String name : List.of("train/a/1", "train/b/1", "train/b/2", "test/a/1", "test/b/1")) {
      files.put("d/" + name + ".png", png(BufferedImage.TYPE_BYTE_GRAY, 0x010101, 0x020202));
    }
    RecordFacts facts = facts(files, RecordSource.Format.IMAGES, "d");
    assertThat(facts.training()).containsExactly(1, 2);
    assertThat(facts.test()).containsExactly(1, 1);
    assertThat(facts.shape()).isEqualTo(new FeatureShape(1, 1, 2));
    assertThat(facts.digest()).hasSize(64);
  }

  private static byte[] png(int type, int... pixels) throws IOException {
    BufferedImage image = new BufferedImage(pixels.length, 1, type);
    for (int i = 0; i < pixels.length; i++) {
      image.setRGB(i, 0, pixels[i]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void arraysOfNumpy() throws IOException {
    MemoryFiles files =
        new MemoryFiles()
            .put(
                "m.npz",
                npz(
                    Map.of(
                        "x_train", npy("|u1", "(2, 1, 2)", 1, 2, 3, 4),
                        "y_train",
                            npy("<i8", "(2,)", 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
                        "x_test", npy("|u1", "(3, 1, 2)", 5, 6, 7, 8, 9, 9),
                        "y_test", npy("|u1", "(3,)", 1, 0, 1))));
    RecordFacts facts = facts(files, RecordSource.Format.NPZ, "m.npz");
    assertThat(facts.shape()).isEqualTo(new FeatureShape(1, 1, 2));
    assertThat(facts.test()).containsExactly(1, 2);
    String[] keys = {"data.source=npz", "data.path=m.npz", "data.standardise=none"};
    float[] x = DataSource.load(spec(files, keys), files).x();
    assertThat(x).containsExactlyInAnyOrder(1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
    files.put("a/x.npy", npy(">f4", "(2, 1)", 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0));
    files.put("a/y.npy", npy("|b1", "(2,)", 0, 1));
    String[] arrays = {"data.source=npz", "data.path=a", "data.standardise=none"};
    assertThat(DataSource.load(spec(files, arrays), files).x()).containsExactlyInAnyOrder(1, -2);
    files.put("a/x.npy", npy("<c8", "(1, 1)", 0, 0, 0, 0, 0, 0, 0, 0));
    assertThatThrownBy(() -> facts(files, RecordSource.Format.NPZ, "a"))
        .hasMessage(
            "a: x.npy holds values of type <c8; expected whole numbers, float32 or float64");
  }

  private static byte[] npy(String type, String shape, int... values) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    ByteBuffer buffer =
        ByteBuffer.allocate(10 + header.length() + values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    buffer.putShort((short) header.length());
    buffer.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.array();
  }

  private static byte[] npz(Map<String, byte[]> arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void fineAndCoarseLabelsOfCifar100() {
    byte[] records = new byte[3074 * 3];
    for (int i = 0; i < 3; i++) {
      records[3074 * i] = (byte) (i % 2);
      records[3074 * i + 1] = (byte) (97 + i);
      records[3074 * i + 2] = (byte) (200 + i);
    }
    MemoryFiles files = new MemoryFiles().put("c/train.bin", records).put("c/test.bin", records);
    String[] keys = {"data.source=cifar100", "data.path=c"};
    assertThat(spec(files, keys).outputs()).isEqualTo(3);
    String[] coarse = {"data.source=cifar100", "data.path=c", "data.label=coarse"};
    assertThat(spec(files, coarse).outputs()).isEqualTo(2);
    String[] plain = {
      "data.source=cifar100", "data.path=c", "data.label=coarse", "data.standardise=none"
    };
    float[] x = DataSource.load(spec(files, plain), files).x();
    assertThat(new float[] {x[0], x[1], x[2]})
        .containsExactlyInAnyOrder(200 / 255f, 201 / 255f, 202 / 255f);
  }

  @Test
  void idxFilesMayBeNamedWithDots() {
    MemoryFiles files = MemoryFiles.idx(9, 6);
    MemoryFiles dotted = new MemoryFiles();
    for (String name :
        List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
      dotted.put(
          "idx/" + name.replace("-idx", ".idx") + "-ubyte", files.get("idx/" + name + "-ubyte"));
    }
    String[] keys = {"data.source=idx", "data.path=idx"};
    assertThat(spec(dotted, keys).canonical()).isEqualTo(spec(files, keys).canonical());
  }
}
