"""Reads the quickstart's tables back the ways the README shows, and checks what must hold."""

import argparse
import json
from pathlib import Path

import duckdb
import pandas

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("out", type=Path, help="output directory of the quickstart")
parser.add_argument("--same-as", type=Path, help="another one, whose numbers must be the same")
arguments = parser.parse_args()
out = arguments.out

trials = pandas.read_parquet(out / "trials")
assert len(trials) == 60, f"{len(trials)} trials"
assert (trials.status == "completed").all(), trials.status.value_counts()
assert trials.trial_id.is_unique

measurements = pandas.read_parquet(out / "measurements")
assert set(measurements.trial_id) == set(trials.trial_id)
assert measurements.value.notna().all()
key = ["trial_id", "step", "layer", "observable"]
assert not measurements.duplicated(key).any()

fits = duckdb.sql(
    f"""SELECT r, layer, exponent, ci_low, ci_high, limit_exponent, predicted, verdict
        FROM '{out}/fits/*.parquet'
        WHERE observable = 'delta_h_norm' AND step = steps ORDER BY r, layer"""
).df()
assert len(fits) == 6, fits
assert (fits.ci_low < fits.exponent).all() and (fits.exponent < fits.ci_high).all(), fits
assert (fits.predicted == fits.r).all(), fits
assert fits.limit_exponent.notna().all(), fits
# Richer training moves representations further: the exponents must come in the order of r.
assert fits.groupby("layer").exponent.apply(lambda e: e.is_monotonic_increasing).all(), fits

sweep = json.loads((out / "sweep.json").read_text())
assert sweep["status"] == "finished", sweep

if arguments.same_as:
    for table in ["measurements", "fits"]:
        mine, other = (pandas.read_parquet(directory / table) for directory in [out, arguments.same_as])
        columns = list(mine.columns)
        pandas.testing.assert_frame_equal(
            mine.sort_values(columns, ignore_index=True),
            other.sort_values(columns, ignore_index=True),
            check_exact=True,
        )
    print(f"the numbers of {arguments.same_as}, to the last bit")

print(fits.to_string(index=False))
print(f"{len(trials)} trials, {len(measurements)} measurements: tables read back")
