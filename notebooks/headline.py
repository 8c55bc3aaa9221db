"""Draws the README's figure from the tables of
`sweep paper --set output=centred --set "r=0..1/2 by 1/8" --set observables=delta_h_norm,second_order`.

python headline.py OUTPUT_DIRECTORY FIGURE.svg
"""

import sys

import matplotlib.pyplot as plt

import richscale as rs

out, target = sys.argv[1:]
plt.rcParams.update({"svg.hashsalt": "richscale", "svg.fonttype": "path", "font.size": 10})
SHOWN = {"delta_h_norm": "|Δh|, how far representations move", "second_order": "second-order term of f"}
points = rs.measured(out, *SHOWN)
points = points[points.layer.isna() | (points.layer == points.layer.max())]
limits = rs.table(out, "deviations")
limits = limits[limits.step == limits.steps]
limits = limits[limits.layer.isna() | (limits.layer == limits.layer.max())]
colour = rs.colours(points.r)
axes = rs.figure(2)
for axis, (observable, label) in zip(axes, SHOWN.items()):
    for r in sorted(points.r.unique()):
        dots = points[(points.observable == observable) & (points.r == r)]
        line = limits[(limits.observable == observable) & (limits.r == r)].sort_values("width")
        axis.plot(dots.width, dots.value, "o", ms=2.5, color=colour[r])
        axis.plot(line.width, line.limit, color=colour[r], label=f"r = {r:g}")
        exponent = r if observable == "delta_h_norm" else 2 * r - 1
        widest = line.iloc[-1]
        power = widest.limit * (line.width / widest.width) ** exponent
        axis.plot(line.width, power, ":", lw=0.8, color=colour[r])
    axis.set(ylabel=label, yscale="log")
    rs.width_axis(axis, points.width)
axes[0].legend(fontsize=8)
axes[0].figure.savefig(target, metadata={"Date": None})
