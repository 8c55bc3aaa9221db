package richscale.observe;

import static richscale.theory.Observable.CLASS_VARIANCE_RATIO;
import static richscale.theory.Observable.DELTA_H_PARTICIPATION_RATIO;
import static richscale.theory.Observable.H_CKA;
import static richscale.theory.Observable.H_PARTICIPATION_RATIO;
import static richscale.theory.Observable.H_TARGET_ALIGNMENT;

import java.util.ArrayList;
import java.util.List;
import richscale.linalg.Matrix;
import richscale.model.LayerStack;

/** How representations of the probe batch lie to one another, to the targets and to the start. */
final class GeometryMeter implements Meter {
  private final ProbeState state;
  private final List<Gram> initial = new ArrayList<>();
  private final Gram targets;

  GeometryMeter(ProbeState state) {
    this.state = state;
    targets = Gram.of(state.targets).centred();
    for (int l = 1; l < state.depth(); l++) {
      initial.add(gram(state.initialH(l), l));
    }
  }

  private Gram gram(Matrix values, int layer) {
    try (Matrix flat = LayerStack.flat(values, state.forward.layout(layer))) {
      return Gram.of(flat).centred();
    }
  }

  @Override
  public void measure(int step, Recorder recorder) {
    for (int l = 1; l < state.depth(); l++) {
      Gram h = step == 0 ? initial.get(l - 1) : gram(state.forward.h(l), l);
      recorder.addRatio(H_PARTICIPATION_RATIO, l, h.trace() * h.trace(), h.dot(h));
      recorder.addRatio(H_TARGET_ALIGNMENT, l, h.dot(targets), h.norm() * targets.norm());
      if (recorder.wants(CLASS_VARIANCE_RATIO)) {
        double between = betweenClasses(h);
        recorder.addRatio(CLASS_VARIANCE_RATIO, l, h.trace() - between, between);
      }
      if (step > 0) {
        Gram before = initial.get(l - 1);
        recorder.addRatio(H_CKA, l, h.dot(before), h.norm() * before.norm());
        if (recorder.wants(DELTA_H_PARTICIPATION_RATIO)) {
          try (Matrix delta = state.forward.h(l).copy()) {
            delta.add(-1, state.initialH(l));
            Gram moved = gram(delta, l);
            recorder.addRatio(
                DELTA_H_PARTICIPATION_RATIO, l, moved.trace() * moved.trace(), moved.dot(moved));
          }
        }
      }
    }
  }

  /** Returns the sum over samples of the squared distance of their class mean from the mean. */
  private double betweenClasses(Gram h) {
    int[] classes = Classes.of(state.targets);
    int outputs = state.samples.outputs();
    double[] sums = new double[outputs];
    int[] counts = new int[outputs];
    for (int i = 0; i < classes.length; i++) {
      counts[classes[i]]++;
      for (int j = 0; j < classes.length; j++) {
        if (classes[i] == classes[j]) {
          sums[classes[i]] += h.entries()[i * h.size() + j];
        }
      }
    }
    double between = 0;
    for (int c = 0; c < outputs; c++) {
      between += counts[c] > 0 ? sums[c] / counts[c] : 0;
    }
    return between;
  }
}
