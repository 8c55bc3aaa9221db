"use strict";
// Draws the page from the data in it. Charts are inline SVG made with d3.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = d3.select("#page");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const NAMES = {
    delta_h_norm: "|Δh|", delta_f_rms: "|Δf|", grad_h_norm: "|∂f/∂h|", delta_w_op: "‖Δw‖",
    alignment: "alignment", loss: "loss", test_loss: "test loss", test_accuracy: "test accuracy",
  };
  const command = data.provenance.command ?? data.provenance.job; // the older name
  const name = (observable) => NAMES[observable] || observable;
  const distinct = (rows, key) => d3.sort(new Set(rows.map((row) => row[key])));
  const fixed = (digits) => (value) => (value === undefined ? "" : value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1"));
  const short = (value) => (value === undefined ? "" : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 || value === 0
    ? d3.format(Math.abs(value) < 1000 ? ".3~g" : ".5~r")(value) : d3.format(".1e")(value));

  const widthAxis = (rows) => {
    const widths = distinct(rows, "width");
    return { label: "width n", log: true, values: widths.filter((_, i) => i % Math.ceil(widths.length / 6) === 0) };
  };

  // One colour scale for ordered values, legible on light and on dark paper.
  const colours = (values) => {
    const ramp = dark.matches ? (t) => d3.interpolateViridis(0.35 + 0.65 * t) : (t) => d3.interpolateViridis(0.82 * t);
    return new Map(values.map((value, i) => [value, ramp(values.length > 1 ? i / (values.length - 1) : 0)]));
  };

  const section = (title, text) => {
    const element = page.append("section");
    element.append("h2").text(title);
    if (text) element.append("p").text(text);
    return element;
  };

  const legend = (parent, scale, label) => {
    const list = parent.append("div").attr("class", "legend");
    for (const [value, colour] of scale) {
      const entry = list.append("span");
      entry.append("i").style("background", colour);
      entry.append("span").text(label(value));
    }
  };

  // lines: {points: [[x, y]], colour, dash}; dots: {points, colour}; bars: {points: [[x, low, high]], colour};
  // reference: [[x, y]] of what theory says.
  const chart = (parent, { title, x, y, lines = [], dots = [], bars = [], spans = [], rings = [], reference }) => {
    const width = 440, height = 300, left = 58, right = 12, top = 10, bottom = 44;
    const keep = ([a, b]) => (!x.log || a > 0) && (!y.log || b > 0);
    const clean = (marks) => marks.map((mark) => ({ ...mark, points: mark.points.filter(keep) }));
    lines = clean(lines); dots = clean(dots);
    const all = [...lines, ...dots].flatMap((mark) => mark.points).concat(
      bars.flatMap((bar) => bar.points.flatMap(([a, low, high]) => [[a, low], [a, high]])), reference || [], rings.map((ring) => ring.at));
    const figure = parent.append("figure");
    figure.append("figcaption").text(title);
    if (all.length === 0) {
      figure.append("p").attr("class", "soft").text("Nothing was measured.");
      return;
    }
    const scale = (axis, values, range) => {
      let [low, high] = d3.extent(values);
      if (axis.log) {
        if (low === high) { low /= 2; high *= 2; }
        const margin = Math.pow(high / low, 0.04);
        return d3.scaleLog([low / margin, high * margin], range);
      }
      if (low === high) { low -= 0.5; high += 0.5; }
      const margin = (high - low) * 0.04;
      return d3.scaleLinear([low - margin, high + margin], range);
    };
    const sx = scale(x, all.map((p) => p[0]), [left, width - right]);
    const sy = scale(y, all.map((p) => p[1]), [height - bottom, top]);
    const svg = figure.append("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img").attr("aria-label", title);
    const ticks = (s, axis, count) => {
      if (!axis.log) return s.ticks(count);
      if (axis.values) return axis.values;
      // Decades, or 1, 2 and 5 of each where those are few, or what there is within one.
      const leading = (t) => Math.round(t / Math.pow(10, Math.floor(Math.log10(t) + 1e-9)));
      const decades = Math.log10(s.domain()[1] / s.domain()[0]);
      const leads = decades > 2.5 ? [1] : decades > 0.8 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
      const chosen = s.ticks().filter((t) => leads.includes(leading(t)));
      return chosen.filter((_, i) => i % Math.ceil(chosen.length / (count + 1)) === 0);
    };
    const format = (axis) => (axis.log ? short : d3.format("~g"));
    const xTicks = ticks(sx, x, 6), yTicks = ticks(sy, y, 6);
    svg.append("g").attr("class", "grid").selectAll("line").data(yTicks).join("line")
      .attr("x1", left).attr("x2", width - right).attr("y1", sy).attr("y2", sy);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - bottom})`)
      .call(d3.axisBottom(sx).tickValues(xTicks).tickFormat(format(x)).tickSizeOuter(0));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${left},0)`)
      .call(d3.axisLeft(sy).tickValues(yTicks).tickFormat(format(y)).tickSizeOuter(0));
    svg.selectAll(".axis").attr("font-size", 12).attr("font-family", null);
    svg.append("text").attr("x", (left + width - right) / 2).attr("y", height - 6).attr("text-anchor", "middle").text(x.label);
    svg.append("text").attr("transform", `translate(13,${(top + height - bottom) / 2}) rotate(-90)`)
      .attr("text-anchor", "middle").text(y.label);
    const path = d3.line((p) => sx(p[0]), (p) => sy(p[1]));
    if (reference) svg.append("path").attr("class", "reference").attr("d", path(reference));
    for (const bar of bars)
      svg.append("g").attr("stroke", bar.colour).attr("stroke-width", 1.6).selectAll("line").data(bar.points).join("line")
        .attr("x1", (p) => sx(p[0])).attr("x2", (p) => sx(p[0])).attr("y1", (p) => sy(p[1])).attr("y2", (p) => sy(p[2]));
    const within = (value, range) => Math.min(Math.max(value, d3.min(range)), d3.max(range));
    for (const span of spans)
      svg.append("line").attr("stroke", span.colour).attr("stroke-width", 2.4).attr("y1", sy(span.at)).attr("y2", sy(span.at))
        .attr("x1", within(sx(span.from), sx.range())).attr("x2", within(sx(span.to), sx.range()));
    for (const line of lines)
      svg.append("path").attr("d", path(line.points)).attr("fill", "none").attr("stroke", line.colour)
        .attr("stroke-width", 1.6).attr("stroke-dasharray", line.dash || null);
    for (const set of dots)
      svg.append("g").attr("fill", set.colour).selectAll("circle").data(set.points).join("circle")
        .attr("cx", (p) => sx(p[0])).attr("cy", (p) => sy(p[1])).attr("r", set.size || 3);
    for (const ring of rings) {
      const [cx, cy] = [sx(ring.at[0]), sy(ring.at[1])];
      const mark = ring.edge ? svg.append("rect").attr("x", cx - 4).attr("y", cy - 4).attr("width", 8).attr("height", 8) : svg.append("circle").attr("cx", cx).attr("cy", cy).attr("r", 5);
      mark.attr("fill", "none").attr("stroke", ring.colour).attr("stroke-width", 2);
    }
  };

  // columns: {key, label, text, show, kind}
  const table = (parent, rows, columns) => {
    const element = parent.append("div").attr("class", "scroll").append("table");
    element.append("thead").append("tr").selectAll("th").data(columns).join("th")
      .attr("scope", "col").attr("class", (c) => (c.text || c.long ? "text" : null)).text((c) => c.label || c.key);
    element.append("tbody").selectAll("tr").data(rows).join("tr").selectAll("td")
      .data((row) => columns.map((c) => ({ c, value: c.show ? c.show(row[c.key], row) : row[c.key] ?? "" })))
      .join("td")
      .attr("class", ({ c, value }) => [c.text && "text", c.long && "long", c.kind && String(value).replace(" ", "-")].filter(Boolean).join(" ") || null)
      .text(({ value }) => value);
  };

  const interval = (low, high, digits) => (low === undefined ? "" : `[${fixed(digits)(low)}, ${fixed(digits)(high)}]`);
  const power = (points) => {
    const logs = points.filter((p) => p[1] > 0).map(([a, b]) => [Math.log(a), Math.log(b)]);
    return [d3.mean(logs, (p) => p[0]), d3.mean(logs, (p) => p[1])];
  };

  const layersOf = (rows) => distinct(rows.filter((row) => row.layer !== undefined), "layer");
  // Where depths differ, layers are counted from the last.
  const layerLabel = (layer) => (layer > 0 ? `layer ${layer}` : layer === -1 ? "layer L" : `layer L − ${-1 - layer}`);
  const richness = (r) => (r === undefined ? "r not given" : `r = ${r}`);

  function head() {
    page.append("h1").text(`Richscale: ${command}`);
    const counts = data.statuses.map((row) => `${row.trials.toLocaleString("en")} ${row.status}`).join(", ");
    page.append("p").text(data.measured
      ? `${data.measured.values.toLocaleString("en")} values of ${data.measured.curves.toLocaleString("en")} curves; tables in ${data.directory}.`
      : `${counts} trials in ${data.directory}.`);
    page.append("p").attr("class", "soft shared").text(data.shared);
    const shown = data.groups.length;
    if (data.groups_in_all > shown)
      page.append("p").attr("class", "soft").text(`Charts of ${shown} of ${data.groups_in_all} configurations, those with most ` +
        "exponents; the others are in the table fits.");
    if (data.thinned) page.append("p").attr("class", "soft").text(data.thinned);
  }

  function claims() {
    if (!data.claims) return;
    const element = section("Claims", "Each claim of arXiv 2404.19719 with its verdict: supported if every part is consistent with theory, not supported if any is inconsistent.");
    const whole = d3.groups(data.claims.filter((row) => !row.circulated), (row) => row.claim)
      .map(([claim, parts]) => ({ claim, statement: parts[0].statement, claim_verdict: parts[0].claim_verdict,
        parts: `${parts.filter((part) => part.verdict === "consistent").length} of ${parts.length}` }));
    table(element, whole, [{ key: "claim" }, { key: "statement", long: true }, { key: "parts", label: "parts consistent" },
      { key: "claim_verdict", label: "verdict", text: true, kind: true }]);
  }

  function headline(parent, group) {
    const rows = group.fits.filter((fit) => fit.observable === "delta_h_norm" && fit.exponent !== undefined);
    const rs = distinct(rows, "r");
    if (rs.length < 2) return;
    const layers = layersOf(rows), scale = colours(layers);
    const box = parent.append("div").attr("class", "panels wide");
    const cell = box.append("div");
    chart(cell, {
      title: "Exponent of |Δh| against r: theory is the dashed line of slope 1",
      x: { label: "richness r" }, y: { label: "exponent of |Δh| in width n" },
      reference: [[d3.min(rs), d3.min(rs)], [d3.max(rs), d3.max(rs)]],
      lines: layers.map((layer) => ({ colour: scale.get(layer), points: rows.filter((row) => row.layer === layer).map((row) => [row.r, row.exponent]) })),
      dots: layers.map((layer) => ({ colour: scale.get(layer), points: rows.filter((row) => row.layer === layer).map((row) => [row.r, row.exponent]) })),
      bars: layers.map((layer) => ({ colour: scale.get(layer), points: rows.filter((row) => row.layer === layer && row.ci_low !== undefined).map((row) => [row.r, row.ci_low, row.ci_high]) })),
    });
    legend(cell, scale, layerLabel);
  }

  function exponents(parent, group) {
    table(parent, group.fits, [
      { key: "observable", text: true }, { key: "layer" }, { key: "r" },
      { key: "exponent", label: "measured", show: fixed(2) }, { key: "predicted", show: fixed(2) },
      ...(group.fits.some((fit) => fit.limit_exponent !== undefined) ? [{ key: "limit_exponent", label: "limit", show: fixed(2) }] : []),
      { key: "verdict", text: true, kind: true, show: (verdict, row) => verdict ?? row.reason ?? "" },
      { key: "ruler", label: "by", text: true },
      ...(group.fits.some((fit) => fit.lost > 0) ? [{ key: "lost_at", label: "seeds lost", long: true }] : []),
      { key: "ci_low", label: "interval", show: (low, row) => interval(low, row.ci_high, 2) },
      { key: "local_exponent", label: "widest 3", show: fixed(2) },
    ]);
  }

  function widths(parent, group) {
    const box = parent.append("div").attr("class", "panels");
    const rs = distinct(group.points, "r"), scale = colours(rs);
    for (const [observable, ofObservable] of d3.groups(group.points, (row) => row.observable))
      for (const [layer, rows] of d3.groups(ofObservable, (row) => row.layer)) {
        const lines = [], dots = [];
        for (const r of rs) {
          const points = rows.filter((row) => row.r === r).map((row) => [row.width, row.value]);
          if (points.length === 0) continue;
          dots.push({ colour: scale.get(r), points, size: 2.4 });
          const limit = group.limits.filter((one) => one.observable === observable && one.layer === layer && one.r === r);
          if (limit.length > 0) {
            lines.push({ colour: scale.get(r), points: limit.map((one) => [one.width, one.limit]) });
            continue;
          }
          const fit = group.fits.find((one) => one.observable === observable && one.layer === layer && one.r === r);
          if (fit && fit.exponent !== undefined) {
            const [mx, my] = power(points);
            lines.push({ colour: scale.get(r), dash: "5 4", points: d3.extent(points, (p) => p[0]).map((n) => [n, Math.exp(my + fit.exponent * (Math.log(n) - mx))]) });
          }
        }
        chart(box, {
          title: name(observable) + (layer === undefined ? "" : `, ${layerLabel(layer)}`),
          x: widthAxis(rows),
          y: { label: name(observable), log: true }, lines, dots,
        });
      }
    legend(parent, scale, richness);
  }

  // What a reader takes in first: a mark for each observable and layer, against r.
  function matrix(parent, group) {
    if (group.fits.every((fit) => fit.verdict === undefined)) return;
    const rs = distinct(group.fits, "r");
    const MARKS = { consistent: "✓", inconsistent: "✗", inconclusive: "?" };
    const element = parent.append("div").attr("class", "scroll").append("table").attr("class", "matrix");
    const head = element.append("thead").append("tr");
    head.append("th").attr("class", "text").attr("scope", "col").text("exponent of");
    for (const r of rs) head.append("th").attr("scope", "col").text(richness(r));
    const body = element.append("tbody");
    for (const [observable, ofObservable] of d3.groups(group.fits, (fit) => fit.observable))
      for (const [layer, fits] of d3.sort(d3.groups(ofObservable, (fit) => fit.layer), ([layer]) => layer)) {
        const row = body.append("tr");
        row.append("td").attr("class", "text").text(name(observable) + (layer === undefined ? "" : `, ${layerLabel(layer)}`));
        for (const r of rs) {
          const fit = fits.find((one) => one.r === r) ?? {};
          const expected = fit.limit_exponent ?? fit.predicted;
          row.append("td").attr("class", fit.verdict ?? "soft")
            .attr("title", fit.verdict ? `${fit.verdict}: ${fixed(2)(fit.exponent)} ${interval(fit.ci_low, fit.ci_high, 2)}, ${fit.ruler === "limit" ? "limit" : "theory"} ${fixed(2)(expected)}` : fit.reason ?? "")
            .text(fit.verdict ? `${MARKS[fit.verdict]} ${fixed(2)(fit.exponent)}` : "–");
        }
      }
  }

  function deviations(parent, group) {
    if (group.limits.length === 0) return;
    const rs = distinct(group.limits, "r"), scale = colours(rs);
    const box = parent.append("div").attr("class", "panels");
    for (const [observable, ofObservable] of d3.groups(group.limits, (row) => row.observable))
      for (const [layer, rows] of d3.groups(ofObservable, (row) => row.layer))
        chart(box, {
          title: name(observable) + (layer === undefined ? "" : `, ${layerLabel(layer)}`),
          x: widthAxis(rows), y: { label: "measured / limit − 1" },
          reference: d3.extent(rows, (row) => row.width).map((n) => [n, 0]),
          lines: rs.map((r) => ({ colour: scale.get(r), points: rows.filter((row) => row.r === r).map((row) => [row.width, row.deviation]) })),
          dots: rs.map((r) => ({ colour: scale.get(r), size: 2.4, points: rows.filter((row) => row.r === r).map((row) => [row.width, row.deviation]) })),
          bars: rs.map((r) => ({ colour: scale.get(r), points: rows.filter((row) => row.r === r && row.ci_low !== undefined).map((row) => [row.width, row.ci_low, row.ci_high]) })),
        });
    legend(parent, scale, richness);
    const curves = d3.groups(group.limits, (row) => [row.observable, row.layer, row.r].join("|")).map(([, rows]) => rows[0]);
    table(parent, curves, [
      { key: "observable", text: true }, { key: "layer" }, { key: "r" },
      { key: "at_infinity", label: "left at infinite width", show: fixed(3) },
      { key: "at_infinity_ci_low", label: "interval", show: (low, row) => interval(low, row.at_infinity_ci_high, 3) },
      { key: "verdict", text: true, kind: true },
    ]);
  }

  function coordinates(parent, group) {
    const layers = layersOf(group.coordinates);
    const rs = distinct(group.coordinates, "r").filter((_, i, all) => all.length <= 3 || i === 0 || i === all.length - 1 || i === all.length >> 1);
    const steps = distinct(group.coordinates, "step"), scale = colours(steps);
    const box = parent.append("div").attr("class", "panels");
    for (const r of rs)
      for (const layer of layers) {
        const rows = group.coordinates.filter((row) => row.r === r && row.layer === layer);
        if (rows.length === 0) continue;
        chart(box, {
          title: `${richness(r)}, ${layerLabel(layer)}`,
          x: widthAxis(rows),
          y: { label: "|Δh|, mean over seeds", log: true },
          lines: steps.map((step) => ({ colour: scale.get(step), points: rows.filter((row) => row.step === step).map((row) => [row.width, row.value]) })),
        });
      }
    legend(parent, scale, (step) => `${step} update${step === 1 ? "" : "s"}`);
  }

  function curves(parent, group) {
    const rs = distinct(group.curves, "r"), scale = colours(rs);
    const box = parent.append("div").attr("class", "panels");
    for (const [observable, rows] of d3.groups(group.curves, (row) => row.observable))
      chart(box, {
        title: `${name(observable)} at n = ${group.widest}`,
        x: { label: "updates" },
        y: { label: `${name(observable)}, mean over seeds`, log: observable !== "test_accuracy" },
        lines: rs.map((r) => ({ colour: scale.get(r), points: rows.filter((row) => row.r === r).map((row) => [row.step, row.value]) })),
        dots: rs.map((r) => ({ colour: scale.get(r), size: 2, points: rows.filter((row) => row.r === r).map((row) => [row.step, row.value]) })),
      });
    legend(parent, scale, richness);
  }

  function groups() {
    data.groups.forEach((group, i) => {
      const parts = [
        ["At a glance", "✓ consistent, ✗ inconsistent, ? undecided, beside the exponent that was measured: against the slope of the limit over the same widths where there is one, else against theory's exponent at infinite width.", matrix],
        ["How far representations move", null, headline],
        [`Exponents in ${group.axis === "width" ? "width n" : group.axis.replace("_", " ")} after the last update`, "Verdicts compare the interval with a band: consistent inside, inconsistent outside, inconclusive otherwise. Its middle is the slope of the limit over the same widths (by limit), or theory's exponent at infinite width, against the exponent there (by asymptotic) or over these widths (by exponent).", exponents],
        ["Observables against width", `Every dot is a seed (at most ${data.seeds_drawn} are drawn), full lines are the network of infinite width, in which nothing is fitted, dashed ones fitted power laws.`, widths],
        ["Deviation from the limit", "Mean over seeds of measured / limit − 1, with its interval. Networks approach the limit like 1/n; what is left at infinite width should be nothing, and is a factor that is wrong at every width otherwise.", deviations],
        ["Coordinate check", "|Δh| after so many updates. At r = 1/2 entries of h move by the same amount at every width, so |Δh| grows like the square root of n; a curve that bends away from the others' slope is a parameterisation gone wrong.", coordinates],
        ["Training curves", null, curves],
      ];
      for (const [title, text, draw] of parts) {
        const element = section(title, text);
        if (group.name) element.append("h3").attr("class", "soft").text(group.name);
        draw(element, group);
        if (element.selectAll("figure, table").empty()) element.remove();
      }
    });
  }

  function collapse() {
    const rows = data.collapse.map((row) => ({ ...row, x: row.gamma * Math.pow(row.width, row.r - 0.5) }));
    if (new Set(rows.map((row) => row.x)).size < 3) return;
    const element = section("Collapse", "Theory has representations move by a share of their length that depends on activity and width through alpha/√n alone: small activity gives the line of slope 1.");
    const layers = layersOf(rows), rs = distinct(rows, "r"), scale = colours(rs);
    const box = element.append("div").attr("class", "panels");
    for (const layer of layers)
      chart(box, {
        title: `|Δh| / |h|, ${layerLabel(layer)}`, x: { label: "alpha / √n, alpha = gamma n^r", log: true }, y: { label: "|Δh| / |h| at initialisation", log: true },
        dots: rs.map((r) => ({ colour: scale.get(r), size: 2.6, points: rows.filter((row) => row.layer === layer && row.r === r).map((row) => [row.x, row.value]) })),
      });
    legend(element, scale, richness);
  }

  // What people ask first: does the best rate stay where it is, and what does it cost if not.
  function optima() {
    const { axis, optima: rows, curves, transfer } = data.optima ?? { optima: [], curves: [], transfer: [] };
    if (rows.length === 0) return;
    const by = rows[0].chosen_by;
    const element = section("The best learning rate", `${name(by)} after the last update against eta0, geometric mean over seeds, by ${axis}. ` +
      "Rings are minima by a parabola in log eta0, with their intervals; squares are best rates at an edge, beyond which a better one may lie. Rates at which a seed diverged have no point.");
    const names = distinct(rows, "name").slice(0, 8), positions = distinct(rows, "position"), scale = colours(positions);
    const box = element.append("div").attr("class", "panels");
    const floor = (some) => 1.6 * d3.max(some, (row) => row.value);
    for (const key of names) {
      const minima = rows.filter((row) => row.name === key);
      const of = curves.filter((row) => row.name === key && row.lost === 0 && row.value !== undefined);
      const shown = of.filter((row) => row.value <= 4 * floor(minima));
      chart(box, {
        title: key || "all trials", x: { label: "eta0", log: true }, y: { label: name(by), log: true },
        lines: positions.map((n) => ({ colour: scale.get(n), points: shown.filter((row) => row.position === n).map((row) => [row.eta0, row.value]) })),
        dots: positions.map((n) => ({ colour: scale.get(n), size: 2, points: shown.filter((row) => row.position === n).map((row) => [row.eta0, row.value]) })),
        spans: minima.filter((row) => row.ci_low !== undefined).map((row) => ({ colour: scale.get(row.position), from: row.ci_low, to: row.ci_high, at: row.value })),
        rings: minima.map((row) => ({ colour: scale.get(row.position), at: [row.eta0, row.value], edge: row.at_edge })),
      });
    }
    legend(element, scale, (n) => `${axis === "width" ? "n" : axis} = ${n}`);
    if (positions.length > 1) {
      const ofNames = colours(names);
      const wide = element.append("div").attr("class", "panels wide").append("div");
      chart(wide, {
        title: `Best eta0 against ${axis}`, x: axis === "width" ? widthAxis(rows.map((row) => ({ width: row.position }))) : { label: axis, log: true, values: positions.length <= 8 ? positions : undefined }, y: { label: "best eta0", log: true },
        lines: names.map((key) => ({ colour: ofNames.get(key), points: rows.filter((row) => row.name === key).map((row) => [row.position, row.eta0]) })),
        dots: names.map((key) => ({ colour: ofNames.get(key), points: rows.filter((row) => row.name === key).map((row) => [row.position, row.eta0]) })),
        bars: names.map((key) => ({ colour: ofNames.get(key), points: rows.filter((row) => row.name === key && row.ci_low !== undefined).map((row) => [row.position, row.ci_low, row.ci_high]) })),
      });
      legend(wide, ofNames, (key) => key || "all trials");
    }
    if (transfer.length === 0) return;
    element.append("p").text("Its power along the axis; the loss at the greatest position by the best rate of the least over that by its own; and the power of the largest rate that no seed diverges at, with the range that the grid of rates leaves open.");
    table(element, transfer, [
      { key: "name", label: "", long: true },
      { key: "exponent", label: "eta0* ~", show: fixed(2) }, { key: "ci_low", label: "interval", show: (low, row) => interval(low, row.ci_high, 2) },
      { key: "predicted", show: fixed(2) }, { key: "verdict", text: true, kind: true },
      { key: "penalty", show: fixed(3) }, { key: "penalty_ci_low", label: "interval", show: (low, row) => interval(low, row.penalty_ci_high, 3) },
      { key: "stable_exponent", label: "largest stable ~", show: fixed(2) }, { key: "stable_low", label: "range", show: (low, row) => interval(low, row.stable_high, 2) },
      { key: "stable_predicted", label: "predicted", show: fixed(2) }, { key: "stable_verdict", label: "verdict", text: true, kind: true },
      { key: "reason", label: "", long: true },
    ]);
  }

  function rates() {
    const { columns, rows } = data.rates;
    if (rows.length === 0) return;
    const several = rows.some((row) => row.tried > 1);
    const widths = distinct(rows, "width");
    const pivot = (some, show) => d3.groups(some, (row) => columns.map((c) => row[c] ?? "").join("|")).map(([, cells]) => {
      const line = Object.fromEntries(columns.map((c) => [c, cells[0][c]]));
      for (const cell of cells) line[cell.width] = show(cell);
      return line;
    });
    const labels = columns.map((key) => ({ key, text: true }));
    if (several) {
      const by = rows[0].chosen_by;
      const element = section("Best learning rates", `eta0 of the least mean ${by} over seeds after the last update, by width; * marks the least or greatest of those tried, beyond which a better one may lie.`);
      const chosen = rows.filter((row) => row.observable === row.chosen_by);
      const trained = chosen.filter((row) => row.tried > 1);
      table(element, pivot(trained, (cell) => short(cell.eta0) + (cell.at_edge ? "*" : "")),
        [...labels.slice(1), ...widths.map((key) => ({ key }))]);
    }
    const element = section("After the last update", `Mean over seeds${several ? " at the best eta0" : ""}, by width.`);
    table(element, pivot(rows, (cell) => short(cell.value)), [...labels, ...widths.map((key) => ({ key }))]);
  }

  function unfinished() {
    if (data.unfinished.length === 0) return;
    const element = section("Trials that did not complete", "Diverged: a loss or parameter was no longer finite, which belongs to the results. Failed: an error, to be looked into. Numbers within a reason are left out.");
    element.append("p").text("How many of the trials of each configuration and width; means and exponents on this page are those of the others.");
    table(element, data.lost.rows, data.lost.columns.map((label, key) => ({ key, label, text: key < data.lost.names })));
    table(element, data.unfinished, [
      { key: "status", text: true }, { key: "trials" },
      { key: "narrowest", label: "widths", show: (low, row) => (low === row.widest ? low : `${low} to ${row.widest}`) },
      { key: "least_eta0", label: "eta0", show: (low, row) => (low === row.greatest_eta0 ? short(low) : `${short(low)} to ${short(row.greatest_eta0)}`) },
      { key: "fewest", label: "updates", show: (low, row) => (low === row.most ? low : `${low} to ${row.most}`) },
      { key: "reason", long: true },
    ]);
  }

  function provenance() {
    const sweep = data.provenance;
    const [verb, scale] = command.split(" ");
    const ofClaims = verb === "claims";
    const element = section("Provenance", data.measured ? "Where these tables come from." : (ofClaims ? "Where these numbers come from. The command" : "Where these numbers come from. The spec below, saved as sweep.conf,") +
      " gives the same trials on any machine; the same bits on the same kind of CPU.");
    element.append("pre").append("code").text("cluster-conf/submit local " +
      (data.measured ? command : ofClaims ? `claims --scale ${scale}` : "sweep sweep.conf") + ` --out ${data.directory}`);
    const list = element.append("dl");
    const entry = (label, value) => { list.append("dt").text(label); list.append("dd").text(value); };
    entry("started", sweep.started_at);
    entry("ended", sweep.ended_at ?? "not yet");
    for (const [key, value] of Object.entries(sweep.versions)) entry(key, value);
    for (const [key, value] of Object.entries(sweep.driver)) entry(`driver's ${key}`, value);
    entry("BLAS threads", sweep.threads);
    for (const facts of [sweep.data ?? []].flat()) entry("data", `${facts.source.path} sha256 ${facts.digest}`);
    const details = element.append("details");
    details.append("summary").text(data.measured ? "Settings" : "The resolved spec");
    details.append("pre").append("code").text(sweep.spec);
  }

  function draw() {
    page.selectAll("*").remove();
    head(); claims(); optima(); groups(); collapse(); rates(); unfinished(); provenance();
  }
  draw();
  dark.addEventListener("change", draw);
})();
