"""Draws the README's figure from the tables of `sweep paper --set r=0..1/2 by 1/8`.

python headline.py OUTPUT_DIRECTORY FIGURE.svg
"""

import sys

import matplotlib.pyplot as plt

import richscale as rs

out, target = sys.argv[1:]
plt.rcParams.update({"svg.hashsalt": "richscale", "svg.fonttype": "path", "font.size": 10})
points = rs.measured(out, "delta_h_norm")
layer = points.layer.max()
points = points[points.layer == layer]
fits = rs.table(out, "fits")
fits = fits[(fits.observable == "delta_h_norm") & (fits.step == fits.steps)]
values = sorted(points.r.unique())
colour = rs.colours(values)
left, right = rs.figure(2)
for r in values:
    rows = points[points.r == r]
    left.plot(rows.width, rows.value, "o", ms=2.5, color=colour[r])
    exponent = fits[(fits.r == r) & (fits.layer == layer)].exponent.iloc[0]
    rs.power_law(left, rows.width, rows.value, exponent, color=colour[r], label=f"r = {r:g}")
left.set(ylabel="|Δh|, how far representations move", yscale="log")
rs.width_axis(left, points.width)
left.legend(fontsize=8)
right.plot([0, 0.5], [0, 0.5], "--", color="grey", label="theory")
rs.exponents(right, fits)
right.set_ylabel("fitted exponent of |Δh| in n")
left.figure.savefig(target, metadata={"Date": None})
