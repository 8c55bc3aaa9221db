package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;

/** Files of records that cannot be used, and what is said of each, in {@code corrupt.golden}. */
class CorruptRecordsTest {
  private static final String MESSAGE = "  ==> ";
  private static final String IMAGES = "idx/train-images-idx3-ubyte";
  private static final String LABELS = "idx/train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "idx/t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "idx/t10k-labels-idx1-ubyte";

  private final Map<String, String> messages = new LinkedHashMap<>();

  private void idx(String what, MemoryFiles files) {
    read(what, files, "data.source=idx", "data.path=idx");
  }

  private void cifar(String what, MemoryFiles files) {
    read(what, files, "data.source=cifar10", "data.path=cifar");
  }

  private void csv(String what, String text, String... more) {
    String[] keys = Arrays.copyOf(more, more.length + 3);
    System.arraycopy(
        new String[] {"data.source=csv", "data.path=t.csv", "data.label=y"},
        0,
        keys,
        more.length,
        3);
    read(what, new MemoryFiles().put("t.csv", text), keys);
  }

  private void read(String what, MemoryFiles files, String... overrides) {
    try {
      SpecReader.parse("", "spec", List.of(overrides), RecordReader.inspector(files));
      messages.put(what, "(accepted)");
    } catch (SpecException e) {
      messages.put(what, e.getMessage());
    }
  }

  private static byte[] cut(byte[] content, int bytes) {
    return Arrays.copyOf(content, content.length - bytes);
  }

  private static byte[] set(byte[] content, int at, int value) {
    content[at] = (byte) value;
    return content;
  }

  @TestFactory
  List<DynamicTest> everyCorruptFileGetsItsOneLine() throws IOException {
    MemoryFiles idx = MemoryFiles.idx(9, 6);
    read("nothing there", new MemoryFiles(), "data.source=idx", "data.path=idx");
    idx("no training images", MemoryFiles.idx(9, 6).remove(IMAGES));
    idx("no test labels", MemoryFiles.idx(9, 6).remove(TEST_LABELS));
    idx("empty images", MemoryFiles.idx(9, 6).put(IMAGES, new byte[0]));
    idx("images cut short", MemoryFiles.idx(9, 6).put(IMAGES, cut(idx.get(IMAGES), 5)));
    idx(
        "images too long",
        MemoryFiles.idx(9, 6)
            .put(IMAGES, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5, 5}));
    idx("labels cut short", MemoryFiles.idx(9, 6).put(LABELS, cut(idx.get(LABELS), 1)));
    idx(
        "images and labels swapped",
        MemoryFiles.idx(9, 6).put(IMAGES, idx.get(LABELS)).put(LABELS, idx.get(IMAGES)));
    idx("labels are images", MemoryFiles.idx(9, 6).put(LABELS, idx.get(IMAGES)));
    idx("labels of the test images", MemoryFiles.idx(9, 6).put(LABELS, idx.get(TEST_LABELS)));
    idx("a label beyond 9", MemoryFiles.idx(9, 6).put(LABELS, set(MemoryFiles.labels(9), 12, 77)));
    idx("no IDX at all", MemoryFiles.idx(9, 6).put(IMAGES, "<!DOCTYPE html><html></html>"));
    idx("no images in the header", MemoryFiles.idx(9, 6).put(IMAGES, MemoryFiles.images(0)));
    idx(
        "huge images in the header",
        MemoryFiles.idx(9, 6).put(IMAGES, set(MemoryFiles.images(9), 9, 1)));
    idx(
        "test images of another size",
        MemoryFiles.idx(9, 6).put(TEST_IMAGES, set(set(MemoryFiles.images(6), 11, 3), 15, 2)));
    idx(
        "packed images cut short",
        MemoryFiles.idx(9, 6)
            .remove(IMAGES)
            .put(IMAGES + ".gz", cut(MemoryFiles.gzip(idx.get(IMAGES)), 12)));
    idx(
        "packed images not packed",
        MemoryFiles.idx(9, 6).remove(IMAGES).put(IMAGES + ".gz", idx.get(IMAGES)));
    MemoryFiles cifar = MemoryFiles.cifar(4);
    cifar("no first batch", MemoryFiles.cifar(4).remove("cifar/data_batch_1.bin"));
    cifar("no test batch", MemoryFiles.cifar(4).remove("cifar/test_batch.bin"));
    cifar("an empty batch", MemoryFiles.cifar(4).put("cifar/data_batch_2.bin", new byte[0]));
    cifar(
        "a batch cut short",
        MemoryFiles.cifar(4)
            .put("cifar/data_batch_2.bin", cut(cifar.get("cifar/data_batch_2.bin"), 1000)));
    cifar(
        "labels behind their images",
        MemoryFiles.cifar(4).put("cifar/test_batch.bin", set(MemoryFiles.batch(4), 3073, 200)));
    cifar(
        "CIFAR-100, with two labels",
        MemoryFiles.cifar(4).put("cifar/data_batch_1.bin", new byte[3074 * 4]));
    csv("an empty table", "");
    csv("a header alone", "a,y\n");
    csv("one row", "a,y\n1,0\n");
    csv("no label column", "a,b\n1,0\n2,1\n");
    csv("a label alone", "y\n1\n0\n");
    csv("a header twice the same", "a,a,y\n1,2,0\n1,2,1\n");
    csv("no header", "5.1,3.5,0\n4.9,3.0,0\n6,3,1\n");
    csv("values without a name", ",a,y\n0.5,1,0\n1.5,2,1\n");
    csv("a value behind the last name", "a,y,\n1,0,\n2,1,7\n");
    csv("a column without a name", "a,,y\n1,0,0\n2,1,1\n");
    csv("decimal commas", "a;y\n7,4;5\n7,8;6\n");
    csv("a label of numbers and a name", "a,y\n1,0\n2,1x\n3,1\n");
    csv("names of persons", "a,y\n1,Ann\n2,Bob\n");
    csv("many empty cells", "a,b,y\n1,2,0\nNA,3,1\n?,,1\n");
    csv("a label that is missing", "a,y\n1,0\n2,?\n3,1\n");
    csv("a row of text below the header", "a,y\nunit,class\n1,0\n2,1\n");
    csv("codes that Java takes for numbers", "flat,y\n1D,0\n2F,1\n");
    csv("hexadecimal digits", "a,y\n1,0\n0x1p3,1\n");
    read(
        "UTF-16",
        new MemoryFiles().put("t.csv", "a,y\n1,0\n2,1\n".getBytes(StandardCharsets.UTF_16)),
        "data.source=csv",
        "data.path=t.csv",
        "data.label=y");
    read(
        "Latin-1",
        new MemoryFiles()
            .put("t.csv", "gr\u00f6\u00dfe,y\n1,0\n2,1\n".getBytes(StandardCharsets.ISO_8859_1)),
        "data.source=csv",
        "data.path=t.csv",
        "data.label=y");
    for (String kind : List.of("PK\3\4xl", "PAR1", "SQLite format 3")) {
      csv("given as CSV: " + kind.replaceAll("[^A-Za-z]", ""), kind);
    }
    csv("a spreadsheet's own columns", "a,y\n1,0\n2,1\n", "data.drop=[b]");
    csv("the label dropped", "a,y\n1,0\n2,1\n", "data.drop=[y]");
    csv("every feature dropped", "a,y\n1,0\n2,1\n", "data.drop=[a]");
    csv("a class without a name", "a,y\n1,u\n2,v\n3,v\n", "data.classes=[u, w]");
    csv("too few whole rows", "a,y\n1,0\n?,1\n", "data.missing=drop");
    csv("a row too short", "a,b,y\n1,2,0\n1,2\n");
    csv("a word", "a,y\n1,0\nmany,1\n");
    csv("an empty cell", "a,y\n1,0\n,1\n");
    csv("not a number", "a,y\n1,0\nNaN,1\n");
    csv("a class between two", "a,y\n1,0.5\n2,1\n");
    csv("a large negative class", "a,y\n1,-10000\n2,1\n");
    csv("an open quote", "a,y\n\"1,0\n2,1\n");
    csv("one class", "a,y\n1,1\n2,1\n");
    Map<String, String> expected = golden();
    assertThat(messages.keySet()).containsExactlyElementsOf(expected.keySet());
    assertThat(messages).hasSizeGreaterThanOrEqualTo(25);
    return messages.entrySet().stream()
        .map(
            said ->
                DynamicTest.dynamicTest(
                    said.getKey(),
                    () ->
                        assertThat(said.getValue())
                            .isEqualTo(expected.get(said.getKey()))
                            .doesNotContain("\n")
                            .contains("; expected ")))
        .toList();
  }

  /** Returns the messages by what is wrong with the files. */
  private static Map<String, String> golden() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    try (InputStream stream =
        CorruptRecordsTest.class.getResourceAsStream("/richscale/corrupt.golden")) {
      String what = "";
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith(MESSAGE)) {
          expected.put(what, line.substring(MESSAGE.length()));
        }
        what = line;
      }
    }
    return expected;
  }
}
