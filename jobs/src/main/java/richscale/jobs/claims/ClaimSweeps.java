package richscale.jobs.claims;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import richscale.jobs.store.UsageException;
import richscale.spec.FitSettings;
import richscale.spec.RecordFacts;
import richscale.spec.SpecException;
import richscale.spec.SpecReader;
import richscale.spec.SweepSpec;

/** The specs of the sweeps that some claims need, shared between them. */
public final class ClaimSweeps {
  private final List<Claim> claims;
  private final boolean full;
  private final List<String> overrides;
  private final RecordFacts.Inspector inspector;
  private final Map<Sweep, List<SweepSpec>> grids = new EnumMap<>(Sweep.class);
  private Optional<String> missingImages = Optional.empty();

  private ClaimSweeps(
      List<Claim> claims,
      boolean full,
      List<String> overrides,
      String cifar10,
      RecordFacts.Inspector inspector) {
    this.claims = List.copyOf(claims);
    this.full = full;
    this.overrides = List.copyOf(overrides);
    this.inspector = inspector;
    for (Sweep sweep : Sweep.values()) {
      if (needs(sweep)) {
        add(sweep, cifar10);
      }
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
      throw new UsageException("--scale", "'%s' is not known".formatted(scale), "quick or full");
    }
    return new ClaimSweeps(claims, scale.equals("full"), overrides, cifar10, inspector);
  }

  private void add(Sweep sweep, String cifar10) {
    switch (sweep) {
      case SCALE,
          OUTSIDE,
          LIMIT,
          COLLAPSE,
          RAW,
          BEST_RATES,
          BEST_RATES_GAMMA,
          DEPTH,
          MUON,
          ADAM_GAUGES,
          BRANCHES,
          BEST_RATES_BRANCHES ->
          grids.put(sweep, List.of(read(sweep)));
      case GAUGES ->
          grids.put(sweep, List.of(read(sweep, "dataType=float"), read(sweep, "dataType=double")));
      case CONVOLUTIONS -> addConvolutions(cifar10);
      // What is trained follows from the search. Read once now, so that a bad override is said
      // before anything is trained.
      case STABILITY, ENTROPY_STABILITY -> read(sweep);
    }
  }

  /** Without the images claim 13 stays open, but the others can be judged. */
  private void addConvolutions(String cifar10) {
    try {
      grids.put(
          Sweep.CONVOLUTIONS, List.of(read(Sweep.CONVOLUTIONS, "data.path=\"" + cifar10 + '"')));
    } catch (SpecException e) {
      if (!e.isAbout("data.path")) {
        throw e;
      }
      missingImages =
          Optional.of(
              "%s; cluster-conf/submit local data cifar10 --from cifar-10-binary.tar.gz --to %s"
                  .formatted(e.getMessage(), cifar10));
    }
  }

  boolean needs(Sweep sweep) {
    return claims.stream().anyMatch(claim -> claim.sweeps().contains(sweep));
  }

  SweepSpec read(Sweep sweep, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    if (full) {
      all.addAll(sweep.full());
    }
    all.addAll(overrides);
    return SpecReader.readClaim(sweep.id(), all, inspector);
  }

  /** {@return the claims to judge} */
  public List<Claim> claims() {
    return claims;
  }

  /** {@return the specs to train, by sweep} */
  public Map<Sweep, List<SweepSpec>> grids() {
    return grids;
  }

  /** {@return why there are no images; empty if there are, or nobody needs them} */
  String missingImages() {
    return missingImages.orElse("");
  }

  /** {@return how exponents are fitted, which all sweeps share} */
  public FitSettings fit() {
    return read(Sweep.SCALE).fit();
  }

  /**
   * {@return the spec that provenance records, that of the sweep most claims rest on: canonical
   * HOCON}
   */
  public String canonical() {
    return grids.values().stream()
        .findFirst()
        .map(specs -> specs.get(0))
        .orElseGet(() -> read(Sweep.SCALE))
        .canonical();
  }
}
