package richscale.jobs.run;

import org.apache.spark.util.AccumulatorV2;

/** The largest of the numbers that tasks add; 0 before the first. */
final class MaxAccumulator extends AccumulatorV2<Double, Double> {
  private static final long serialVersionUID = 1L;

  private double largest;

  @Override
  public boolean isZero() {
    return largest == 0;
  }

  @Override
  public AccumulatorV2<Double, Double> copy() {
    MaxAccumulator copy = new MaxAccumulator();
    copy.largest = largest;
    return copy;
  }

  @Override
  public void reset() {
    largest = 0;
  }

  @Override
  public void add(Double value) {
    largest = Math.max(largest, value);
  }

  @Override
  public void merge(AccumulatorV2<Double, Double> other) {
    add(other.value());
  }

  @Override
  public Double value() {
    return largest;
  }
}
