package richscale.spec;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import richscale.architecture.FeatureShape;

/** Which samples a trial trains on; everything here can change its numbers. */
public sealed interface DataSpec extends Serializable {
  /** {@return the number of training samples P: the sample count, at least 1} */
  int samples();

  /** {@return the number of samples held out for testing: the count, 0 for none} */
  int test();

  /**
   * {@return the number of samples held out for choices, such as that of a rate: the count, 0 for
   * none}
   */
  int validation();

  /** {@return whether targets are classes} */
  boolean classification();

  /** {@return the shape of a sample} */
  FeatureShape shape();

  /** {@return the number of outputs k: the fan-out of the read-out layer} */
  int outputs();

  /**
   * Returns one line that names the data exactly.
   *
   * @return the text of the {@code data} column
   */
  String canonical();

  /** {@return the number of input features d: the values of a sample} */
  default int inputs() {
    return shape().size();
  }

  /**
   * Records from files, or those that come with the software.
   *
   * @param source where they are; its path does not name the data, its digest does
   * @param digest SHA-256 of the files; empty for records that come with the software
   * @param shape of a sample
   * @param outputs classes, or 1 for regression
   * @param samples how many to train on, drawn by the seed
   * @param test how many to hold out, drawn by the seed
   * @param validation how many training records to hold out for choices, drawn by the seed
   * @param seed fixes the draw and the order
   * @param classes the labels to keep, ascending; empty for all
   * @param standardise how inputs are standardised
   * @param targets how classes become targets
   * @param wide whether a value has more digits than single precision holds, so that it matters
   *     that means and variances are taken in double
   */
  record Records(
      RecordSource source,
      String digest,
      FeatureShape shape,
      int outputs,
      int samples,
      int test,
      int validation,
      long seed,
      List<Integer> classes,
      Standardisation standardise,
      TargetKind targets,
      boolean wide)
      implements DataSpec {

    public Records {
      classes = List.copyOf(classes);
    }

    @Override
    public boolean classification() {
      return !source.regression();
    }

    @Override
    public String canonical() {
      String name = source.format().name().toLowerCase(Locale.ROOT);
      StringBuilder text =
          new StringBuilder(
              String.format(Locale.ROOT, "%s(samples=%d,seed=%d", name, samples, seed));
      if (test > 0) {
        text.append(",test=").append(test);
      }
      if (validation > 0) {
        text.append(",validation=").append(validation);
      }
      if (!classes.isEmpty()) {
        text.append(",classes=")
            .append(classes.stream().map(String::valueOf).collect(Collectors.joining("+")));
      }
      if (standardise != Standardisation.FEATURE) {
        text.append(",standardise=").append(standardise.name().toLowerCase(Locale.ROOT));
      }
      if (targets != TargetKind.CENTRED) {
        text.append(",targets=one-hot");
      }
      if (!source.label().isEmpty()) {
        text.append(source.regression() ? ",regression=" : ",label=").append(source.label());
      }
      text.append(source.table().canonical());
      if (wide) {
        text.append(",precision=double");
      }
      if (!digest.isEmpty()) {
        text.append(",sha256=").append(digest);
      }
      return text.append(')').toString();
    }
  }

  /**
   * Synthetic inputs and targets.
   *
   * @param kind what the targets are of the inputs
   * @param inputs d
   * @param spectrum s: feature j has variance proportional to j^-s, with mean 1 over all features;
   *     0 for like features
   * @param samples P
   * @param test how many more to draw for testing
   * @param validation how many more to draw for choices
   * @param outputs k
   * @param seed fixes inputs and teacher
   */
  record Teacher(
      TeacherKind kind,
      int inputs,
      double spectrum,
      int samples,
      int test,
      int validation,
      int outputs,
      long seed)
      implements DataSpec {
    @Override
    public FeatureShape shape() {
      return FeatureShape.vector(inputs);
    }

    @Override
    public boolean classification() {
      return false;
    }

    @Override
    public String canonical() {
      StringBuilder text =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "teacher(inputs=%d,samples=%d,outputs=%d,seed=%d",
                  inputs,
                  samples,
                  outputs,
                  seed));
      // Absent unless they say something, so that older trials keep their names.
      if (kind != TeacherKind.LINEAR) {
        text.append(",kind=").append(kind.id());
      }
      if (spectrum != 0) {
        text.append(",spectrum=").append(spectrum);
      }
      if (test > 0) {
        text.append(",test=").append(test);
      }
      if (validation > 0) {
        text.append(",validation=").append(validation);
      }
      return text.append(')').toString();
    }
  }
}
