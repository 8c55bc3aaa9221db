package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import richscale.data.RecordReader;
import richscale.spec.RecordFacts;
import richscale.spec.RecordSource;

/** Tables that are packed are the same data as plain ones. */
class UnpackedTest {
  private static final byte[] TABLE = "a,y\n1,0\n2,1\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  private RecordFacts facts(String name, byte[] content) throws IOException {
    Path path = Files.write(directory.resolve(name), content);
    return RecordReader.inspector(new HadoopFiles(new Configuration()))
        .inspect(new RecordSource(RecordSource.Format.CSV, path.toString(), "y", false));
  }

  private static byte[] packed(String kind) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packing =
        new CompressorStreamFactory().createCompressorOutputStream(kind, bytes)) {
      packing.write(TABLE);
    } catch (CompressorException e) {
      throw new IOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(TABLE);
      }
    }
    return bytes.toByteArray();
  }

  @TestFactory
  Stream<DynamicTest> whatIsPackedIsTheSameDataWhateverItIsCalled() throws IOException {
    String plain = facts("t.csv", TABLE).digest();
    return Stream.of("bzip2", "gz", "xz", "zstd")
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind,
                    () -> assertThat(facts("t." + kind, packed(kind)).digest()).isEqualTo(plain)));
  }

  @Test
  void anArchiveOfOneFileIsThatFile() throws IOException {
    assertThat(facts("t.csv.zip", zip("__MACOSX/._t.csv", "t.csv")).digest())
        .isEqualTo(facts("t.csv", TABLE).digest());
    assertThatThrownBy(() -> facts("two.zip", zip("a.csv", "b.csv")))
        .hasMessageContaining("an archive of more than one file");
    assertThatThrownBy(() -> facts("book.csv", zip("[Content_Types].xml", "xl/workbook.xml")))
        .hasMessageContaining("it is a spreadsheet (xlsx) or another archive")
        .hasMessageNotContaining("PK");
  }
}
