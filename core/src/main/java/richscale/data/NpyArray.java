package richscale.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An array as NumPy saves it (format versions 1 to 3): a header that is the text of a Python
 * dictionary, and the values, the last index running fastest.
 *
 * @param shape its dimensions
 * @param bytes whether it holds unsigned bytes, as pixels do
 * @param values all of them
 */
record NpyArray(List<Integer> shape, boolean bytes, NumberColumn values) {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=][a-z]\\d+)',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([\\d,\\s]*)\\),?\\s*\\}\\s*");
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int CHUNK = 1 << 13;

  NpyArray {
    shape = List.copyOf(shape);
  }

  /** {@return the number of rows: the first dimension} */
  int rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /**
   * Reads an array.
   *
   * @param path of the file, for errors
   * @param name of the array
   * @param stream its bytes; none beyond it are read
   */
  static NpyArray read(String path, String name, InputStream stream) throws IOException {
    DataInputStream data = new DataInputStream(stream);
    byte[] start = new byte[MAGIC.length + 2];
    data.readFully(start);
    if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
      throw RecordFiles.error(
          path, "%s is no NumPy array".formatted(name), "what numpy.savez wrote");
    }
    int length =
        start[MAGIC.length] == 1
            ? Short.toUnsignedInt(Short.reverseBytes(data.readShort()))
            : Integer.reverseBytes(data.readInt());
    String header = new String(data.readNBytes(length), StandardCharsets.UTF_8);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw RecordFiles.error(
          path,
          "%s is no array of numbers (%s)".formatted(name, header.trim()),
          "an array of one numeric type");
    }
    if ("True".equals(matcher.group(2))) {
      throw RecordFiles.error(
          path, "%s is in Fortran's order".formatted(name), "numpy.ascontiguousarray of it");
    }
    List<Integer> shape =
        Stream.of(matcher.group(3).split(",", -1))
            .map(String::trim)
            .filter(size -> !size.isEmpty())
            .map(Integer::valueOf)
            .toList();
    String type = matcher.group(1);
    NumberColumn values = new NumberColumn();
    int size = shape.stream().reduce(1, Math::multiplyExact);
    readValues(path, name, type, size, data, values);
    return new NpyArray(shape, "|u1".equals(type), values);
  }

  private static void readValues(
      String path, String name, String type, int size, DataInputStream data, NumberColumn values)
      throws IOException {
    int width = Integer.parseInt(type.substring(2));
    byte[] chunk = new byte[Math.multiplyExact(CHUNK, Math.min(width, 8))];
    ByteBuffer buffer =
        ByteBuffer.wrap(chunk)
            .order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String kind = type.substring(1);
    for (int from = 0; from < size; from += CHUNK) {
      int count = Math.min(CHUNK, size - from);
      try {
        data.readFully(chunk, 0, count * Math.min(width, 8));
      } catch (EOFException e) {
        throw RecordFiles.error(
            path,
            String.format(Locale.ROOT, "%s ends before its %,d values", name, size),
            "a whole file");
      }
      for (int i = 0; i < count; i++) {
        int at = i * width;
        values.add(
            switch (kind) {
              case "b1", "u1" -> buffer.get(at) & 0xff;
              case "i1" -> buffer.get(at);
              case "u2" -> Short.toUnsignedInt(buffer.getShort(at));
              case "i2" -> buffer.getShort(at);
              case "u4" -> Integer.toUnsignedLong(buffer.getInt(at));
              case "i4" -> buffer.getInt(at);
              case "i8" -> buffer.getLong(at);
              case "u8" -> unsigned(buffer.getLong(at));
              case "f4" -> buffer.getFloat(at);
              case "f8" -> buffer.getDouble(at);
              default ->
                  throw RecordFiles.error(
                      path,
                      "%s holds values of type %s".formatted(name, type),
                      "whole numbers, float32 or float64");
            });
      }
    }
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
