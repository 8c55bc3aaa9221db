package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import richscale.fit.Observation;
import richscale.jobs.store.Tables;
import richscale.jobs.store.UsageException;
import richscale.spec.FitSettings;
import richscale.spec.RecordFacts;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;
import richscale.spec.Trial;

/** The sweeps that some claims need, shared between them, and the parts judged from each. */
public final class ClaimSweeps {
  /** What {@code --scale full} changes; users' overrides come after. */
  private static final Map<String, List<String>> FULL =
      Map.of(
          "scale", List.of("width=64..4096 x 2", "seed=0..9"),
          "outside", List.of("width=64..4096 x 2", "seed=0..9"),
          "gauges", List.of("width=64..512 x 2", "seed=0..2"),
          "collapse", List.of("width=64..4096 x 4", "seed=0..4"),
          "raw", List.of("width=64..4096 x 2", "seed=0..9"),
          "stability", List.of("width=64..2048 x 2", "seed=0..4"),
          "convolutions", List.of("width=16..128 x 2", "seed=0..9"));

  /** The same grid under three scalings, with the exponent of the largest stable eta0 of each. */
  private enum Family {
    STANDARD("standard parameterisation", -1, "gauge=standard", "r=0"),
    LAZY("layerwise rates, r = 0", 0, "gauge=stp", "r=0"),
    RICH("layerwise rates, r = 1/2", 0, "gauge=stp", "r=1/2");

    private final String title;
    private final double predicted;
    private final String gauge;
    private final String r;

    Family(String title, double predicted, String gauge, String r) {
      this.title = title;
      this.predicted = predicted;
      this.gauge = gauge;
      this.r = r;
    }
  }

  /** Trains the given trials unless they are finished. */
  @FunctionalInterface
  public interface Training {
    /**
     * Trains.
     *
     * @param trials the trials
     * @throws IOException if the store failed
     */
    void run(List<Trial> trials) throws IOException;
  }

  private final List<Claim> claims;
  private final String scale;
  private final List<String> overrides;
  private final RecordFacts.Inspector inspector;
  private Optional<String> missingImages = Optional.empty();
  private final Map<String, List<SweepSpec>> grids = new LinkedHashMap<>();

  private ClaimSweeps(
      List<Claim> claims,
      String scale,
      List<String> overrides,
      String cifar10,
      RecordFacts.Inspector inspector) {
    this.inspector = inspector;
    this.claims = claims;
    this.scale = scale;
    this.overrides = overrides;
    for (String name : List.of("scale", "outside", "collapse", "raw")) {
      if (needs(name)) {
        grids.put(name, List.of(read(name)));
      }
    }
    if (needs("gauges")) {
      grids.put(
          "gauges", List.of(read("gauges", "dataType=float"), read("gauges", "dataType=double")));
    }
    if (needs("convolutions")) {
      missingImages = addConvolutions(cifar10);
    }
    if (needs("stability")) {
      // Read once now, so that a bad override is said before anything is trained.
      read("stability");
    }
  }

  /**
   * Chooses the sweeps.
   *
   * @param claims the claims to judge
   * @param scale {@code quick} or {@code full}
   * @param overrides {@code key=value} texts that win over all specs
   * @param cifar10 directory of CIFAR-10
   * @param inspector looks at the records that specs name
   * @return the sweeps
   */
  public static ClaimSweeps of(
      List<Claim> claims,
      String scale,
      List<String> overrides,
      String cifar10,
      RecordFacts.Inspector inspector) {
    if (!scale.equals("quick") && !scale.equals("full")) {
      throw new UsageException(
          "--scale: '%s' is not known; expected quick or full".formatted(scale));
    }
    return new ClaimSweeps(claims, scale, overrides, cifar10, inspector);
  }

  /** Without the images claim 13 stays open, but the others can be judged. */
  private Optional<String> addConvolutions(String cifar10) {
    try {
      grids.put("convolutions", List.of(read("convolutions", "data.path=\"" + cifar10 + '"')));
      return Optional.empty();
    } catch (SpecException e) {
      if (!e.getMessage().contains("data.path: ")) {
        throw e;
      }
      return Optional.of(e.getMessage());
    }
  }

  private boolean needs(String sweep) {
    return claims.stream().anyMatch(claim -> claim.sweeps().contains(sweep));
  }

  private SweepSpec read(String name, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    if (scale.equals("full")) {
      all.addAll(FULL.get(name));
    }
    all.addAll(overrides);
    return SpecReader.readClaim(name, all, inspector);
  }

  /**
   * Returns the grids to train.
   *
   * @return specs by name of the sweep
   */
  public Map<String, List<SweepSpec>> grids() {
    return grids;
  }

  /**
   * Returns how exponents are fitted.
   *
   * @return the settings that all sweeps share
   */
  public FitSettings fit() {
    return read("scale").fit();
  }

  /**
   * Returns the spec that provenance records, that of the sweep most claims rest on.
   *
   * @return canonical HOCON
   */
  public String canonical() {
    return grids.values().stream()
        .findFirst()
        .map(specs -> specs.get(0))
        .orElseGet(() -> read("scale"))
        .canonical();
  }

  /**
   * Searches the largest stable rates, if a claim needs them.
   *
   * @param tables reads the losses
   * @param training trains the trials of each round
   * @param threads BLAS threads of every trial
   * @return the parts of claim 8
   * @throws IOException if the store failed
   */
  public List<Part> stableRates(Tables tables, Training training, int threads) throws IOException {
    List<Part> parts = new ArrayList<>();
    if (needs("stability")) {
      Map<Family, List<Trial>> grids = new EnumMap<>(Family.class);
      for (Family family : Family.values()) {
        grids.put(family, read("stability", family.gauge, family.r).trials(threads));
      }
      Map<Trial, Double> largest =
          new StabilitySearch(tables, training)
              .largestStable(grids.values().stream().flatMap(List::stream).toList());
      grids.forEach(
          (family, grid) ->
              parts.add(
                  Judges.ofStableRates(
                      family.title,
                      grid.stream()
                          .filter(largest::containsKey)
                          .map(t -> new Observation(t.width(), t.seed(), largest.get(t)))
                          .toList(),
                      grid.size(),
                      family.predicted,
                      fit())));
    }
    return parts;
  }

  /**
   * Judges the claims.
   *
   * @param tables holds trials, measurements and fits
   * @param stableRates the parts of claim 8
   * @return all parts, claim after claim
   */
  public List<Part> judge(Tables tables, List<Part> stableRates) {
    Map<String, List<Evidence>> evidence = new LinkedHashMap<>();
    grids.forEach(
        (name, specs) ->
            evidence.put(name, specs.stream().map(spec -> evidence(tables, spec)).toList()));
    List<Part> parts = new ArrayList<>();
    for (Claim claim : claims) {
      parts.addAll(judge(claim, evidence, stableRates));
    }
    return parts;
  }

  /**
   * Judges one claim by the scale sweep alone.
   *
   * @param claim one of those that need it
   * @param tables holds trials, measurements and fits
   * @return its parts
   */
  public List<Part> judgeScale(Claim claim, Tables tables) {
    return Judges.ofScale(claim, evidence(tables, grids.get("scale").get(0)));
  }

  /**
   * Measures how the regimes part, if the scale sweep was run.
   *
   * @param tables holds trials and measurements
   * @return the separations; absent without the sweep
   */
  public Optional<Regimes> regimes(Tables tables) {
    return Optional.ofNullable(grids.get("scale"))
        .map(specs -> Regimes.of(evidence(tables, specs.get(0))));
  }

  private static Evidence evidence(Tables tables, SweepSpec spec) {
    return new Evidence(tables, spec, spec.trials(1).get(0).observablesText());
  }

  private List<Part> judge(
      Claim claim, Map<String, List<Evidence>> evidence, List<Part> stableRates) {
    return switch (claim) {
      case STABLE_RATES -> stableRates;
      case RESCALING -> evidence.get("gauges").stream().map(Judges::ofGauges).toList();
      case ONE_CURVE -> Judges.ofCollapse(evidence.get("collapse").get(0));
      case RAW_UPDATES -> {
        List<Part> both = new ArrayList<>(Judges.ofRawUpdates(evidence.get("raw").get(0)));
        both.addAll(Judges.ofRawUpdatesAsCirculated(evidence.get("raw").get(0)));
        yield both;
      }
      case CONVOLUTIONS ->
          missingImages.isEmpty()
              ? Judges.ofConvolutions(evidence.get("convolutions").get(0))
              : List.of(
                  new Part(
                      claim,
                      false,
                      "convolutional networks on CIFAR-10",
                      "as for dense networks",
                      OptionalDouble.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      "none",
                      missingImages));
      default -> {
        List<Part> all = new ArrayList<>(Judges.ofScale(claim, evidence.get("scale").get(0)));
        if (claim.sweeps().contains("outside")) {
          all.addAll(Judges.ofOutside(claim, evidence.get("outside").get(0)));
        }
        yield all;
      }
    };
  }
}
