"""Loading and plotting that the notebooks share: only the tables of an output directory are read."""

import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas
from IPython.display import Markdown, display
from scipy import stats

# Columns of a configuration that say how it was run rather than what was run.
_BOOKKEEPING = ["measured_steps", "observables", "threads"]


def out(default):
    """The output directory: $RICHSCALE_OUT, or a sweep that the README's commands make."""
    chosen = os.environ.get("RICHSCALE_OUT", default)
    for base in (Path(chosen), Path("..") / chosen):
        if (base / "trials").is_dir():
            return base
    raise FileNotFoundError(f"no tables in {chosen}: run the sweep first, or set RICHSCALE_OUT")


def table(out, name):
    """A published table: trials, measurements, fits, deviations, rates, claims or regimes."""
    return pandas.read_parquet(Path(out) / name)


def measured(out, *observables, last=True, limit=False):
    """Measurements with the columns of their trials; those after the last step unless asked.

    Of networks, and of kernels; of the limits of networks instead if asked.
    """
    rows = table(out, "measurements")
    rows = rows[rows.observable.isin(observables)].merge(table(out, "trials"), on="trial_id")
    rows = rows[(rows.status == "completed") & ((rows.learner == "limit") == limit)]
    return rows[rows.step == rows.steps] if last else rows


def varying(frame, columns):
    """Those of some columns in which rows differ."""
    return [c for c in columns if c not in _BOOKKEEPING and frame[c].nunique(dropna=False) > 1]


def over_seeds(frame, by, confidence=0.95):
    """Mean of `value` over rows that agree in `by`, with the half-width of Student's interval.

    The half-width is absent where there is a single value.
    """
    groups = frame.groupby(by, dropna=False)["value"]
    result = groups.agg(["mean", "sem", "count"]).reset_index()
    quantile = stats.t.ppf(0.5 + confidence / 2, (result["count"] - 1).clip(lower=1))
    result["half"] = (quantile * result["sem"]).where(result["count"] > 1)
    return result.drop(columns="sem")


def distinct(values):
    """A colour for each of some values without an order."""
    return {v: plt.cm.tab10(i % 10) for i, v in enumerate(sorted(set(values)))}


def colours(values):
    """A colour for each of some ordered values, dark to light."""
    ordered = sorted(set(values))
    return {v: plt.cm.viridis(0.9 * i / max(1, len(ordered) - 1)) for i, v in enumerate(ordered)}


def figure(panels=1, columns=4, **options):
    """Axes of some panels of one size, in rows of at most so many columns."""
    columns = min(columns, panels)
    rows = -(-panels // columns)
    size = (4.4 * columns + 0.6, 3.4 * rows + 0.3)
    _, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, layout="constrained", **options
    )
    for unused in axes.flat[panels:]:
        unused.remove()
    return list(axes.flat[:panels])


def power_law(ax, x, y, exponent, **style):
    """A line of a fitted exponent through the middle of the points, in logarithms."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    middle = np.exp(np.log(y).mean() - exponent * np.log(x).mean())
    ends = np.array([x.min(), x.max()])
    ax.plot(ends, middle * ends**exponent, **style)


def width_axis(ax, widths):
    """Makes the x axis logarithmic, with a tick at every other width or so."""
    widths = sorted(set(widths))
    ax.set_xscale("log")
    ax.set_xticks(widths[:: -(-len(widths) // 6)], minor=False)
    ax.minorticks_off()
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_xlabel("width n")


def exponents(ax, fits):
    """Fitted exponents against r with their intervals, one colour a layer."""
    layers = sorted(fits.layer.astype(int).unique())
    colour = colours(layers)
    for layer in layers:
        rows = fits[fits.layer == layer].sort_values("r")
        errors = [rows.exponent - rows.ci_low, rows.ci_high - rows.exponent]
        ax.errorbar(
            rows.r, rows.exponent, errors, marker="o", capsize=3, color=colour[layer], label=f"layer {layer}"
        )
    ax.set_xlabel("richness r")
    ax.legend()


def exponent_table(fits):
    """Exponents with their intervals as text, by observable and layer, a column for each r."""
    shown = fits.exponent.map("{:.2f}".format) + fits.apply(
        lambda row: f" [{row.ci_low:.2f}, {row.ci_high:.2f}]" if row.ci_low == row.ci_low else "", axis=1
    )
    return fits.assign(shown=shown).pivot_table(
        index=["observable", "layer"], columns="r", values="shown", aggfunc="first"
    )


def caption(see, refuted):
    """What a figure shows, and what it would show if the statement were wrong."""
    display(Markdown(f"**What to see.** {see}\n\n**What would refute it.** {refuted}"))
