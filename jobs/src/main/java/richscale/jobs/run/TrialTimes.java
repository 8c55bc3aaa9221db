package richscale.jobs.run;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.util.AccumulatorV2;

/** Sums up when trials ran, and by which Java: each adds its start and its end. */
final class TrialTimes extends AccumulatorV2<TrialTimes.Span, TrialTimes.Total> {
  private static final long serialVersionUID = 1L;

  /** From the start to the end of a trial. */
  record Span(Instant start, Instant end) implements Serializable {
    double seconds() {
      return Duration.between(start, end).toNanos() / 1e9;
    }
  }

  /**
   * All trials so far.
   *
   * @param all from the first start to the last end
   * @param busy seconds of all trials
   * @param longest seconds of the longest
   * @param javas versions of Java that ran them
   */
  record Total(Span all, double busy, double longest, SortedSet<String> javas)
      implements Serializable {
    private static final Total NONE =
        new Total(new Span(Instant.MAX, Instant.MIN), 0, 0, new TreeSet<>());

    private Total and(Total other) {
      Instant start = all.start.isBefore(other.all.start) ? all.start : other.all.start;
      Instant end = all.end.isAfter(other.all.end) ? all.end : other.all.end;
      SortedSet<String> both = new TreeSet<>(javas);
      both.addAll(other.javas);
      return new Total(
          new Span(start, end), busy + other.busy, Math.max(longest, other.longest), both);
    }
  }

  private Total total = Total.NONE;

  @Override
  public boolean isZero() {
    return total.equals(Total.NONE);
  }

  @Override
  public AccumulatorV2<Span, Total> copy() {
    TrialTimes copy = new TrialTimes();
    copy.total = total;
    return copy;
  }

  @Override
  public void reset() {
    total = Total.NONE;
  }

  @Override
  public void add(Span span) {
    SortedSet<String> java = new TreeSet<>();
    java.add(Runtime.version().toString());
    total = total.and(new Total(span, span.seconds(), span.seconds(), java));
  }

  @Override
  public void merge(AccumulatorV2<Span, Total> other) {
    total = total.and(other.value());
  }

  @Override
  public Total value() {
    return total;
  }
}
