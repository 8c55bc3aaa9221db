package richscale.spec;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import richscale.architecture.FeatureShape;

/** Reads the section {@code data} of a spec. */
final class DataReader {
  /** Records of each class among the digits that come with the software. */
  private static final RecordFacts DIGITS =
      new RecordFacts(
          RecordSource.EMBEDDED,
          "",
          new FeatureShape(1, 8, 8),
          IntStream.range(0, 10).boxed().toList(),
          List.of(178, 182, 177, 183, 181, 182, 181, 179, 174, 180),
          List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

  private static final List<String> OF_TEACHER =
      List.of("data.inputs", "data.outputs", "data.teacher", "data.spectrum");

  private enum Source {
    DIGITS,
    TEACHER,
    IDX,
    CIFAR10,
    CSV,
    PARQUET
  }

  private enum Task {
    CLASSIFICATION,
    REGRESSION
  }

  private enum Targets {
    AUTO,
    CENTRED,
    ONE_HOT
  }

  private final Config user;
  private final SpecValues values;
  private final LossKind loss;

  DataReader(Config user, SpecValues values, LossKind loss) {
    this.user = user;
    this.values = values;
    this.loss = loss;
  }

  /** Returns the keys that have no place beside the source that a spec names. */
  static List<String> inapplicableKeys(SpecValues values) {
    return inapplicableKeys(values.onlyChoice("data.source", Source.class));
  }

  private static List<String> inapplicableKeys(Source source) {
    return switch (source) {
      case TEACHER ->
          List.of(
              "data.path",
              "data.label",
              "data.task",
              "data.classes",
              "data.standardise",
              "data.targets");
      case DIGITS -> with(OF_TEACHER, "data.path", "data.label", "data.task");
      case IDX, CIFAR10 -> with(OF_TEACHER, "data.label", "data.task");
      case CSV, PARQUET -> OF_TEACHER;
    };
  }

  private static List<String> with(List<String> keys, String... more) {
    return Stream.concat(keys.stream(), Stream.of(more)).toList();
  }

  DataSpec read(RecordFacts.Inspector inspector) {
    Source source = values.onlyChoice("data.source", Source.class);
    for (String key : inapplicableKeys(source)) {
      if (user.hasPath(key)) {
        throw values.error(
            key,
            inapplicable(source, key),
            "no such key beside data.source = " + source.name().toLowerCase(Locale.ROOT));
      }
    }
    return source == Source.TEACHER ? teacher() : records(source, inspector);
  }

  private static String inapplicable(Source source, String key) {
    return source == Source.DIGITS && key.endsWith("puts")
        ? "digits have 64 inputs and 10 outputs"
        : "%s does not read it".formatted(source.name().toLowerCase(Locale.ROOT));
  }

  private DataSpec teacher() {
    if (values.isWord("data.samples", "all")) {
      throw values.error(
          "data.source", "a teacher has no end of samples", "data.samples = a number, such as 32");
    }
    if (loss == LossKind.CROSS_ENTROPY) {
      throw values.error("loss", "a teacher has no classes", "loss = squared-error beside it");
    }
    DataSpec.Teacher teacher =
        new DataSpec.Teacher(
            values.onlyChoice("data.teacher", TeacherKind.class),
            values.onlyInt("data.inputs", 1, 65_536),
            values.onlyReal("data.spectrum", 0, 10, false, "a number from 0 to 10"),
            values.onlyInt("data.samples", 1, 1_000_000),
            values.onlyInt("data.test", 0, 1_000_000),
            values.onlyInt("data.validation", 0, 1_000_000),
            values.onlyInt("data.outputs", 1, 65_536),
            values.onlyLong("data.seed", 0, Long.MAX_VALUE));
    int needed = TeacherKind.DIRECTIONS * teacher.outputs();
    if (!teacher.kind().ofAllFeatures() && teacher.inputs() < needed) {
      throw values.error(
          "data.inputs",
          "%s looks at three features for every output".formatted(teacher.kind().id()),
          String.format(Locale.ROOT, "at least %d", needed));
    }
    if (teacher.kind().ofSigns() && teacher.spectrum() > 0) {
      throw values.error(
          "data.spectrum",
          "the inputs of %s are signs".formatted(teacher.kind().id()),
          "data.spectrum = 0 beside it");
    }
    return teacher;
  }

  private DataSpec records(Source source, RecordFacts.Inspector inspector) {
    RecordFacts facts = facts(source, inspector);
    boolean regression = facts.classes().isEmpty();
    List<Integer> chosen = classes(facts);
    int there = facts.trainingCount(chosen);
    boolean own = facts.source().format().ownTestPart();
    int test = values.onlyInt("data.test", 0, own ? facts.testCount(chosen) : there - 1);
    int left = own ? there : there - test;
    int validation = values.onlyInt("data.validation", 0, left - 1);
    int samples = count("data.samples", left - validation);
    return new DataSpec.Records(
        facts.source(),
        facts.digest(),
        facts.shape(),
        regression ? 1 : chosen.isEmpty() ? facts.classes().size() : chosen.size(),
        samples,
        test,
        validation,
        values.onlyLong("data.seed", 0, Long.MAX_VALUE),
        chosen,
        values.onlyChoice("data.standardise", Standardisation.class),
        regression ? TargetKind.CENTRED : targets());
  }

  private int count(String key, int most) {
    return values.isWord(key, "all") ? most : values.onlyInt(key, 1, most);
  }

  private RecordFacts facts(Source source, RecordFacts.Inspector inspector) {
    if (source == Source.DIGITS) {
      return DIGITS;
    }
    String path = values.text("data.path", "a file or directory").trim();
    if (path.isEmpty()) {
      throw values.error(
          "data.source",
          "no path is given",
          "data.path = a file or directory, local or on hdfs:// or s3a://");
    }
    boolean table = source == Source.CSV || source == Source.PARQUET;
    String label = table ? values.text("data.label", "the name of a column").trim() : "";
    if (table && label.isEmpty()) {
      throw values.error(
          "data.source", "no label is named", "data.label = the column to be predicted");
    }
    boolean regression = table && values.onlyChoice("data.task", Task.class) == Task.REGRESSION;
    if (regression && loss == LossKind.CROSS_ENTROPY) {
      throw values.error("loss", "regression has no classes", "loss = squared-error beside it");
    }
    try {
      return inspector.inspect(
          new RecordSource(RecordSource.Format.valueOf(source.name()), path, label, regression));
    } catch (SpecException e) {
      throw values.error("data.path", e.complaint(), e.expected());
    }
  }

  private List<Integer> classes(RecordFacts facts) {
    if (values.isWord("data.classes", "all")) {
      return List.of();
    }
    List<Integer> chosen = new ArrayList<>();
    for (int label : values.ints("data.classes", 0, Integer.MAX_VALUE)) {
      if (!facts.classes().contains(label)) {
        throw values.error(
            "data.classes",
            String.format(Locale.ROOT, "there is no class %d", label),
            "some of %s".formatted(facts.classes()));
      }
      chosen.add(label);
    }
    if (chosen.size() < 2) {
      throw values.error("data.classes", "one class leaves nothing to tell apart", "at least two");
    }
    return chosen.stream().sorted().toList();
  }

  private TargetKind targets() {
    Targets targets = values.onlyChoice("data.targets", Targets.class);
    boolean crossEntropy = loss == LossKind.CROSS_ENTROPY;
    if (targets == Targets.CENTRED && crossEntropy) {
      throw values.error("data.targets", "cross entropy needs probabilities", "one-hot, or auto");
    }
    return targets == Targets.ONE_HOT || crossEntropy ? TargetKind.ONE_HOT : TargetKind.CENTRED;
  }
}
