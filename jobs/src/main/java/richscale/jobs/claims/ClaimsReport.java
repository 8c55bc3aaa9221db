package richscale.jobs.claims;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import richscale.fit.AsymptoticExponent;
import richscale.fit.Interval;
import richscale.fit.Ruler;
import richscale.fit.Verdict;
import richscale.jobs.store.TableSchema;
import richscale.jobs.store.TableSchema.Kind;
import richscale.jobs.store.Tables;

/** The verdicts as a table for programs and as a page for people. */
public final class ClaimsReport {
  private static final TableSchema SCHEMA =
      new TableSchema(List.of())
          .with(Kind.INT, "claim")
          .with(Kind.TEXT, "statement", "source", "claim_verdict")
          .with(Kind.FLAG, "circulated")
          .with(Kind.TEXT, "part", "predicted")
          .with(Kind.REAL, "measured", "ci_low", "ci_high", "limit")
          .with(Kind.REAL, "asymptotic_exponent", "asymptotic_ci_low", "asymptotic_ci_high")
          .with(Kind.TEXT, "ruler", "verdict", "trials", "reason");

  private ClaimsReport() {}

  /**
   * Publishes the table {@code claims}.
   *
   * @param tables where to
   * @param judged the claims with their parts
   * @throws IOException if the table could not be put in its place
   */
  static void publish(Tables tables, Map<Claim, List<Part>> judged) throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (Map.Entry<Claim, List<Part>> entry : judged.entrySet()) {
      Claim claim = entry.getKey();
      for (Part part : entry.getValue()) {
        rows.add(
            new Object[] {
              claim.number(),
              part.circulated() ? Claim.CIRCULATED : claim.statement(),
              claim.source(),
              Part.judge(of(entry.getValue(), part.circulated())),
              part.circulated(),
              part.statement(),
              part.predicted(),
              part.measured().isPresent() ? part.measured().getAsDouble() : null,
              part.interval().map(interval -> interval.low()).orElse(null),
              part.interval().map(interval -> interval.high()).orElse(null),
              part.limit().isPresent() ? part.limit().getAsDouble() : null,
              part.asymptotic().map(AsymptoticExponent::exponent).orElse(null),
              part.asymptotic().map(fit -> fit.interval().low()).orElse(null),
              part.asymptotic().map(fit -> fit.interval().high()).orElse(null),
              part.ruler().map(Ruler::id).orElse(null),
              part.verdict().map(Verdict::id).orElse(null),
              part.trials(),
              part.reason().orElse(null)
            });
      }
    }
    tables.publish("claims", SCHEMA, rows, List.of("claim", "circulated", "part"));
  }

  private static List<Part> of(List<Part> parts, boolean circulated) {
    return parts.stream().filter(part -> part.circulated() == circulated).toList();
  }

  /**
   * Returns the verdicts for a terminal: a line a claim, and under it every part that is not
   * consistent.
   *
   * @param judged the claims with their parts
   * @return lines of text
   */
  public static String render(Map<Claim, List<Part>> judged) {
    StringBuilder text = new StringBuilder();
    judged.forEach(
        (claim, parts) -> {
          text.append(
              render(
                  String.format(Locale.ROOT, "%2d", claim.number()),
                  claim.statement(),
                  of(parts, false)));
          List<Part> circulated = of(parts, true);
          if (!circulated.isEmpty()) {
            text.append(render("  ", Claim.CIRCULATED, circulated));
          }
        });
    return text.toString();
  }

  private static String render(String number, String statement, List<Part> parts) {
    long consistent = parts.stream().filter(part -> is(part, Verdict.CONSISTENT)).count();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s  %-13s  %s  (%d of %d parts consistent%s)%n",
            number,
            Part.judge(parts),
            statement,
            consistent,
            parts.size(),
            rulers(parts)));
    for (Part part : parts) {
      if (!is(part, Verdict.CONSISTENT)) {
        text.append("      ").append(render(part)).append('\n');
      }
    }
    return text.toString();
  }

  /** What they are measured by, where that is not the prediction alone. */
  private static String rulers(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Ruler ruler : List.of(Ruler.LIMIT, Ruler.ASYMPTOTIC)) {
      long judged = parts.stream().filter(part -> part.ruler().equals(Optional.of(ruler))).count();
      if (judged > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "; %d judged by %s",
                judged,
                ruler == Ruler.LIMIT ? "the limit" : "asymptotic exponents"));
      }
    }
    return text.toString();
  }

  private static boolean is(Part part, Verdict verdict) {
    return part.verdict().equals(Optional.of(verdict));
  }

  private static String render(Part part) {
    String measured =
        part.measured().isPresent() ? number(part.measured().getAsDouble()) : "not measured";
    String limit = part.limit().isPresent() ? ", limit " + number(part.limit().getAsDouble()) : "";
    String asymptotic =
        part.asymptotic()
            .map(fit -> ", at infinity " + number(fit.exponent()) + text(fit.interval()))
            .orElse("");
    return part.statement()
        + ": "
        + measured
        + part.interval().map(ClaimsReport::text).orElse("")
        + limit
        + asymptotic
        + ", predicted "
        + part.predicted()
        + ": "
        + part.verdict().map(Verdict::id).orElse("inconclusive")
        + part.reason().map(" (%s)"::formatted).orElse("");
  }

  private static String text(Interval interval) {
    return " [%s, %s]".formatted(number(interval.low()), number(interval.high()));
  }

  private static String number(double value) {
    return Math.abs(value) >= 1e-3 || value == 0
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }
}
