package richscale.jobs.claims;

import java.util.List;
import java.util.Map;

/**
 * What the sweeps behind some claims found.
 *
 * @param evidence of each sweep that was trained, one for each of its specs
 * @param searches the largest stable rates that were searched, as parts of their claims
 * @param missingImages why there are no images; empty if there are
 */
record Findings(
    Map<Sweep, List<Evidence>> evidence, Map<Sweep, List<Part>> searches, String missingImages) {
  /** Returns what a search found, as parts of its claim. */
  List<Part> searched(Sweep sweep) {
    return searches.get(sweep);
  }

  boolean has(Sweep sweep) {
    return evidence.containsKey(sweep);
  }

  List<Evidence> all(Sweep sweep) {
    return evidence.get(sweep);
  }

  /** Returns the evidence of a sweep of one spec. */
  Evidence of(Sweep sweep) {
    return all(sweep).get(0);
  }
}
