package richscale.data;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Files that are often given for another kind, known by their first bytes. */
enum ForeignFile {
  PARQUET(text("PAR1"), "a Parquet file", "data.source = parquet beside it"),
  NPY("934e554d5059", "a NumPy array", "arrays in a file .npz, and data.source = npz"),
  ZIP("504b0304", "a spreadsheet (xlsx) or another archive", "it saved as CSV"),
  XLS("d0cf11e0", "a spreadsheet (xls)", "it saved as CSV"),
  GZIP("1f8b", "packed by gzip", "a name that ends in .gz"),
  BZIP2(text("BZh"), "packed by bzip2", "it unpacked"),
  XZ("fd377a585a00", "packed by xz", "it unpacked"),
  ZSTD("28b52ffd", "packed by zstd", "it unpacked"),
  SEVEN_ZIP("377abcaf271c", "an archive (7z)", "it unpacked"),
  RAR(text("Rar!"), "an archive (rar)", "it unpacked"),
  PICKLE_2("8002", "a Python pickle", "it saved as CSV or Parquet"),
  PICKLE_3("8003", "a Python pickle", "it saved as CSV or Parquet"),
  PICKLE_4("8004", "a Python pickle", "it saved as CSV or Parquet"),
  PICKLE_5("8005", "a Python pickle", "it saved as CSV or Parquet"),
  HDF5("89484446", "HDF5", "it saved as CSV or Parquet"),
  ARROW(text("ARROW1"), "Arrow or Feather", "it saved as Parquet"),
  SQLITE(text("SQLite format 3"), "an SQLite database", "a table of it saved as CSV"),
  PNG("89504e47", "a PNG image", "data.source = images and a directory for each class"),
  JPEG("ffd8ff", "a JPEG image", "data.source = images and a directory for each class"),
  PDF(text("%PDF"), "a PDF", "a table"),
  HTML(text("<!DOCTYPE"), "a web page", "the file that it speaks of"),
  LFS(text("version https://git-lfs"), "a pointer of Git LFS", "the file itself: git lfs pull"),
  UTF_16_LITTLE("fffe", "UTF-16", "text in UTF-8"),
  UTF_16_BIG("feff", "UTF-16", "text in UTF-8");

  /** How many bytes tell. */
  static final int LONGEST = 32;

  private final String signature;
  private final String what;
  private final String wanted;

  ForeignFile(String signature, String what, String wanted) {
    this.signature = signature;
    this.what = what;
    this.wanted = wanted;
  }

  private static String text(String ascii) {
    return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns what a file is by its first bytes, of which there may be fewer. */
  static Optional<ForeignFile> of(byte[] head) {
    String start = HexFormat.of().formatHex(head);
    for (ForeignFile kind : values()) {
      if (start.startsWith(kind.signature)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  String what() {
    return what;
  }

  String wanted() {
    return wanted;
  }
}
