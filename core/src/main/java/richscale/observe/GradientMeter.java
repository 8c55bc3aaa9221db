package richscale.observe;

import static richscale.theory.Observable.GRADIENT_GROWTH;
import static richscale.theory.Observable.GRAD_H_NORM;

import java.util.ArrayList;
import java.util.List;
import richscale.model.BackwardPass;
import richscale.spec.Activation;

/**
 * The norms |df/dh_l|: Frobenius norm of the k x n Jacobian, root-mean-square over samples.
 *
 * <p>All k outputs go backward together. So that this costs no more than the forward pass, the
 * Jacobian is taken at the first P/k probe samples (at least one); that of a linear network is the
 * same at every sample, so one is enough.
 */
final class GradientMeter implements Meter {
  private final ProbeState state;
  private final int samples;
  private final BackwardPass backward;
  private final List<Double> initial;

  GradientMeter(ProbeState state) {
    this.state = state;
    boolean linear = state.trial.activation() == Activation.IDENTITY;
    samples = linear ? 1 : Math.max(1, state.size() / state.samples.outputs());
    backward = BackwardPass.jacobian(state.network, samples);
    initial = norms();
  }

  @Override
  public void measure(int step, Recorder recorder) {
    List<Double> norms = step == 0 ? initial : norms();
    for (int l = 1; l < state.depth(); l++) {
      recorder.add(GRAD_H_NORM, l, norms.get(l - 1));
      if (step > 0 && initial.get(l - 1) > 0) {
        recorder.add(GRADIENT_GROWTH, l, norms.get(l - 1) / initial.get(l - 1));
      }
    }
  }

  private List<Double> norms() {
    backward.run(state.forward);
    List<Double> norms = new ArrayList<>();
    for (int l = 1; l < state.depth(); l++) {
      norms.add(backward.byH(l).frobeniusNorm() / Math.sqrt(samples));
    }
    return norms;
  }

  @Override
  public void close() {
    backward.close();
  }
}
