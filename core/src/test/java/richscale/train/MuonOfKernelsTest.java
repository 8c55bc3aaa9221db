package richscale.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import richscale.ReferenceNetwork;
import richscale.TestTrials;
import richscale.data.DataSource;
import richscale.model.Network;
import richscale.spec.Trial;

/** The weights of a kernel are one matrix of k^2 fan-in rows and fan-out columns. */
class MuonOfKernelsTest {
  private static final String[] NETWORK = {
    "depth=4", "width=5", "data.samples=12", "dataType=double", "activation=tanh", "trainer=fused"
  };

  private static List<RealMatrix> changes(Trial trial) {
    List<RealMatrix> changes = new ArrayList<>();
    try (Network network = Network.initialise(trial);
        Trainer trainer = Trainer.of(network, DataSource.load(trial.settings().data()), trial)) {
      List<RealMatrix> before = weights(network);
      trainer.step();
      List<RealMatrix> after = weights(network);
      for (int l = 0; l < before.size(); l++) {
        double rate = network.layers().get(l).scaling().learningRate();
        changes.add(after.get(l).subtract(before.get(l)).scalarMultiply(1 / rate));
      }
    }
    return changes;
  }

  private static List<RealMatrix> weights(Network network) {
    return network.layers().stream().map(layer -> ReferenceNetwork.dense(layer.weight())).toList();
  }

  private static Trial trial(String... more) {
    List<String> all = new ArrayList<>(List.of(NETWORK));
    all.addAll(List.of(more));
    return TestTrials.digits(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "resnet"})
  void anUpdateIsThePolarFactorOfTheWholeKernel(String architecture) {
    List<RealMatrix> gradients = changes(trial("architecture=" + architecture));
    List<RealMatrix> steps =
        changes(
            trial(
                "architecture=" + architecture,
                "optimizer=muon",
                "muon.momentum=0",
                "muon.orthogonalisation=exact"));
    for (int l = 0; l < gradients.size(); l++) {
      RealMatrix gradient = gradients.get(l);
      SingularValueDecomposition svd = new SingularValueDecomposition(gradient);
      RealMatrix polar = svd.getU().multiply(svd.getVT());
      double root = Math.sqrt((double) gradient.getColumnDimension() / gradient.getRowDimension());
      RealMatrix expected = polar.scalarMultiply(root);
      // Small singular values of a gradient lose what they are small by.
      assertThat(steps.get(l).subtract(expected).getFrobeniusNorm() / expected.getFrobeniusNorm())
          .as("layer %d", l + 1)
          .isCloseTo(0, within(1e-6));
    }
  }
}
