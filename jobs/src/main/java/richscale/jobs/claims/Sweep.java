package richscale.jobs.claims;

import java.util.List;
import java.util.Locale;

/**
 * The sweeps behind the claims: specs that come with the software, in the order in which they are
 * trained.
 */
public enum Sweep {
  /** The paper's setting at every r. */
  SCALE("width=64..4096 x 2", "seed=0..31"),
  /** Outputs at initialisation and first updates, richness outside [0, 1/2] included. */
  OUTSIDE("width=64..4096 x 2", "seed=0..9"),
  /** Networks beside their limit. */
  LIMIT("width=48..3072 x 2", "seed=0..511"),
  /** Combinations of width, r and gamma. */
  COLLAPSE("width=64..4096 x 4", "seed=0..4"),
  /** Raw weights of the muP gauge. */
  RAW("width=64..4096 x 2", "seed=0..9"),
  /** Gauges beside each other, in both precisions. */
  GAUGES("width=64..512 x 2", "seed=0..2"),
  /** A convolutional network on images. */
  CONVOLUTIONS("steps=10", "data.samples=160"),
  /** What a bisection over learning rates starts from. */
  STABILITY("width=64..2048 x 2", "seed=0..15"),
  /** The same under standard parameterisation, by squared error and by cross-entropy. */
  ENTROPY_STABILITY("width=256..4096 x 2"),
  /** Learning rates about the best, over widths. */
  BEST_RATES("width=64..2048 x 2", "seed=0..15"),
  /** Learning rates about the best, over gamma. */
  BEST_RATES_GAMMA("width=1024", "seed=0..15"),
  /** A first small update of deep networks. */
  DEPTH("width=2048"),
  /** Another update rule. */
  MUON("width=64..4096 x 2"),
  /** Gauges beside each other under Adam whose epsilon follows gradients. */
  ADAM_GAUGES("width=64..512 x 2"),
  /** A first update of residual networks. */
  BRANCHES("width=512", "seed=0..15"),
  /** Learning rates about the best, over numbers of residual branches. */
  BEST_RATES_BRANCHES("width=256", "seed=0..7");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> full;

  Sweep(String... full) {
    this.full = List.of(full);
  }

  /** {@return the name of its spec, such as {@code scale}} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return what {@code --scale full} changes; users' overrides come after} */
  List<String> full() {
    return full;
  }
}
