package richscale.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import richscale.spec.RecordNotes;

/**
 * Images in directories that are called as their classes; below directories {@code train} and
 * {@code test} if there are such.
 */
final class ImagesFormat {
  private static final String TRAINING = "train";
  private static final String TEST = "test";

  private ImagesFormat() {}

  static RawRecords read(String path, RecordFiles files) {
    String root = path.endsWith("/") ? path : path + "/";
    List<String> images = images(path, files);
    Set<String> tops =
        images.stream()
            .map(image -> parts(root, image).get(0))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!tops.equals(Set.of(TRAINING, TEST))) {
      return part(path, byClass(root, images), files).withDigest(files.digest());
    }
    RawRecords training = part(path, byClass(root + TRAINING + "/", images), files);
    RawRecords test = part(path, byClass(root + TEST + "/", images), files);
    return RawRecords.united(training, test, path, files.digest());
  }

  private static List<String> images(String path, RecordFiles files) {
    try {
      List<String> images =
          files.files().list(path).stream()
              .filter(file -> file.toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g|gif|bmp)"))
              .toList();
      if (images.isEmpty()) {
        throw RecordFiles.error(
            path, "there is no image", "a directory for each class with PNG or JPEG files");
      }
      return images;
    } catch (IOException e) {
      throw RecordFiles.unreadable(path, e);
    }
  }

  private static List<String> parts(String root, String file) {
    int at = file.indexOf(root);
    return List.of(file.substring(at < 0 ? 0 : at + root.length()).split("/", -1));
  }

  private static Map<String, List<String>> byClass(String root, List<String> images) {
    Map<String, List<String>> classes = new TreeMap<>();
    for (String image : images) {
      if (image.contains(root)) {
        List<String> below = parts(root, image);
        if (below.size() != 2) {
          throw RecordFiles.error(
              image,
              "it lies in no directory of a class",
              "CLASS/IMAGE, or train/CLASS/IMAGE beside test/CLASS/IMAGE");
        }
        classes.computeIfAbsent(below.get(0), unused -> new ArrayList<>()).add(image);
      }
    }
    return classes;
  }

  private static RawRecords part(
      String path, Map<String, List<String>> classes, RecordFiles files) {
    if (classes.size() < 2) {
      throw RecordFiles.error(
          path, "one directory of images: %s".formatted(classes.keySet()), "two classes or more");
    }
    List<String> names = List.copyOf(classes.keySet());
    PixelRows pixels = new PixelRows();
    classes.values().stream()
        .flatMap(List::stream)
        .forEach(image -> pixels.add(image, "", files.read(image)));
    double[] labels =
        IntStream.range(0, names.size())
            .flatMap(
                label ->
                    IntStream.generate(() -> label).limit(classes.get(names.get(label)).size()))
            .asDoubleStream()
            .toArray();
    return new RawRecords(
        pixels.shape(),
        false,
        pixels.part(labels),
        RawRecords.Part.NONE,
        255,
        "",
        new RecordNotes(names, false, List.of(), List.of(), 0, 0));
  }
}
