"""Reads the quickstart's tables back the ways the README shows, and checks what must hold."""

import json
import sys
from pathlib import Path

import duckdb
import pandas

out = Path(sys.argv[1])

trials = pandas.read_parquet(out / "trials")
assert len(trials) == 45, f"{len(trials)} trials"
assert (trials.status == "completed").all(), trials.status.value_counts()
assert trials.trial_id.is_unique

measurements = pandas.read_parquet(out / "measurements")
assert set(measurements.trial_id) == set(trials.trial_id)
assert measurements.value.notna().all()
key = ["trial_id", "step", "layer", "observable"]
assert not measurements.duplicated(key).any()

fits = duckdb.sql(
    f"""SELECT r, layer, exponent, ci_low, ci_high, predicted, verdict
        FROM '{out}/fits/*.parquet'
        WHERE observable = 'delta_h_norm' AND step = steps ORDER BY r, layer"""
).df()
assert len(fits) == 6, fits
assert (fits.ci_low < fits.exponent).all() and (fits.exponent < fits.ci_high).all(), fits
assert (fits.predicted == fits.r).all(), fits
# Richer training moves representations further: the exponents must come in the order of r.
assert fits.groupby("layer").exponent.apply(lambda e: e.is_monotonic_increasing).all(), fits

sweep = json.loads((out / "sweep.json").read_text())
assert sweep["status"] == "finished", sweep

print(fits.to_string(index=False))
print(f"{len(trials)} trials, {len(measurements)} measurements: tables read back")
