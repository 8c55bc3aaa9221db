package richscale.spec;

import com.typesafe.config.Config;
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
          List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
          RecordNotes.NONE);

  private static final List<String> OF_TEACHER =
      List.of("data.inputs", "data.outputs", "data.teacher", "data.spectrum");

  private enum Source {
    DIGITS,
    TEACHER,
    IDX,
    CIFAR10,
    CIFAR100,
    IMAGES,
    NPZ,
    CSV,
    PARQUET
  }

  /** The first is the default. */
  private static final List<String> CIFAR100_LABELS = List.of("fine", "coarse");

  private static final List<String> OF_TABLE =
      List.of("data.columns", "data.drop", "data.missing", "data.separator");

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
          with(
              OF_TABLE,
              "data.path",
              "data.label",
              "data.task",
              "data.classes",
              "data.standardise",
              "data.targets");
      case DIGITS -> withTables(with(OF_TEACHER, "data.path", "data.label", "data.task"));
      case IDX, CIFAR10, IMAGES -> withTables(with(OF_TEACHER, "data.label", "data.task"));
      case CIFAR100 -> withTables(with(OF_TEACHER, "data.task"));
      case NPZ -> withTables(with(OF_TEACHER, "data.label"));
      case PARQUET -> with(OF_TEACHER, "data.separator");
      case CSV -> OF_TEACHER;
    };
  }

  private static List<String> with(List<String> keys, String... more) {
    return Stream.concat(keys.stream(), Stream.of(more)).toList();
  }

  private static List<String> withTables(List<String> keys) {
    return with(keys, OF_TABLE.toArray(String[]::new));
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
    boolean own = facts.ownTest();
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
        regression ? TargetKind.CENTRED : targets(),
        facts.notes().wide());
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
    RecordSource.Format format = RecordSource.Format.valueOf(source.name());
    boolean tasks = !inapplicableKeys(source).contains("data.task");
    boolean regression = tasks && values.onlyChoice("data.task", Task.class) == Task.REGRESSION;
    if (regression && loss == LossKind.CROSS_ENTROPY) {
      throw values.error("loss", "regression has no classes", "loss = squared-error beside it");
    }
    String label = label(format);
    RecordSource named = new RecordSource(format, path, label, regression, table(format, label));
    try {
      return inspector.inspect(named);
    } catch (SpecException e) {
      throw values.error("data.path", e.complaint(), e.expected());
    }
  }

  private String label(RecordSource.Format format) {
    String label = values.text("data.label", "the name of a column").trim();
    if (format == RecordSource.Format.CIFAR100) {
      if (!label.isEmpty() && !CIFAR100_LABELS.contains(label)) {
        throw values.error(
            "data.label",
            "'%s' is not known".formatted(label),
            "one of %s".formatted(String.join(", ", CIFAR100_LABELS)));
      }
      return label.isEmpty() ? CIFAR100_LABELS.get(0) : label;
    }
    if (format.isTable() && label.isEmpty()) {
      throw values.error(
          "data.source", "no label is named", "data.label = the column to be predicted");
    }
    return label;
  }

  private TableReading table(RecordSource.Format format, String label) {
    if (!format.isTable()) {
      return TableReading.PLAIN;
    }
    List<String> drop = values.texts("data.drop", "none");
    if (drop.contains(label)) {
      throw values.error(
          "data.drop", "%s is the label".formatted(label), "columns that are features");
    }
    return new TableReading(
        values.texts("data.columns", "all"),
        drop,
        values.onlyChoice("data.missing", TableReading.Missing.class),
        values.onlyChoice("data.separator", TableReading.Separator.class));
  }

  private List<Integer> classes(RecordFacts facts) {
    if (values.isWord("data.classes", "all")) {
      return List.of();
    }
    List<Integer> chosen =
        facts.notes().classNames().isEmpty()
            ? values.ints("data.classes", 0, Integer.MAX_VALUE)
            : values.names("data.classes", facts.notes().classNames()).stream()
                .map(facts.notes().classNames()::indexOf)
                .toList();
    for (int label : chosen) {
      if (!facts.classes().contains(label)) {
        throw values.error(
            "data.classes",
            String.format(Locale.ROOT, "there is no class %d", label),
            "some of %s".formatted(facts.classes()));
      }
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
