package richscale.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import richscale.jobs.store.UsageException;

/** Pickles of CIFAR, written by hand as Python 2 wrote those that are published. */
class CifarPicklesTest {
  private static final int PIXELS = 3072;

  private static byte[] pixels() {
    byte[] pixels = new byte[2 * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i);
    }
    return pixels;
  }

  /** The opcodes of protocol 2: U a short string, T a long one, c a name, R a call, b a state. */
  private static byte[] pickle(String reconstruct, boolean fine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(bytes, "\u0080\2}(U\4data" + reconstruct + "cnumpy\nndarray\nK\0\u0085U\1b\u0087R");
    write(bytes, "(K\1K\2M\0\u000c\u0086cnumpy\ndtype\nU\2u1K\0K\1\u0087R(K\3U\1|NNN");
    write(bytes, "J\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089T\0\u0018\0\0");
    bytes.write(pixels());
    write(bytes, "tb");
    write(
        bytes,
        fine ? "U\15coarse_labels](K\1K\2eU\13fine_labels](K\36Kceu." : "U\6labels](K\3K\teu.");
    return bytes.toByteArray();
  }

  private static void write(ByteArrayOutputStream bytes, String latin) throws IOException {
    bytes.write(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] convert(String name, byte[] pickle, boolean fine) throws IOException {
    return CifarPickles.convert(Map.of(name, pickle), fine).orElseThrow().get(name + ".bin");
  }

  @Test
  void pixelsAndLabelsAreThoseOfTheBinaryVersion() throws IOException {
    byte[] records =
        convert("data_batch_1", pickle("cnumpy.core.multiarray\n_reconstruct\n", false), false);
    assertThat(records).hasSize(2 * (PIXELS + 1));
    assertThat(records[0]).isEqualTo((byte) 3);
    assertThat(records[PIXELS + 1]).isEqualTo((byte) 9);
    for (int i = 0; i < PIXELS; i++) {
      assertThat(records[1 + i]).isEqualTo(pixels()[i]);
      assertThat(records[PIXELS + 2 + i]).isEqualTo(pixels()[PIXELS + i]);
    }
    byte[] fine = convert("train", pickle("cnumpy.core.multiarray\n_reconstruct\n", true), true);
    assertThat(fine).startsWith(1, 30, 0, 7);
    assertThat(fine[PIXELS + 2]).isEqualTo((byte) 2);
    assertThat(fine[PIXELS + 3]).isEqualTo((byte) 99);
  }

  /** Whatever else is named in a pickle is a name and nothing more. */
  @Test
  void nothingInAPickleRuns() {
    byte[] evil = "cos\nsystem\n(S'touch /tmp/pwned'\ntR.".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> convert("data_batch_1", evil, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("data_batch_1 is no pickle of CIFAR");
    assertThatThrownBy(() -> convert("data_batch_1", pickle("cos\nsystem\n", false), false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("data_batch_1");
  }

  @Test
  void aFileThatIsNoPickleIsSaid() {
    assertThatThrownBy(() -> convert("train", new byte[] {1, 2, 3}, true))
        .hasMessage("--from: train is no pickle of CIFAR; expected the file as it was published");
  }
}
