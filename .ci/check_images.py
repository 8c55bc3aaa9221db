"""Checks the tables of a sweep on images: check_images.py DIR TRIALS HIDDEN_LAYERS"""

import sys

import pandas

directory, trials, layers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
table = pandas.read_parquet(f"{directory}/trials")
assert len(table) == trials and (table.status == "completed").all(), table.status.value_counts()
measurements = pandas.read_parquet(f"{directory}/measurements")
moved = measurements[(measurements.observable == "relative_delta_h") & (measurements.step == 5)]
assert set(moved.layer) == set(range(1, layers + 1)) and (moved.value > 0).all(), moved
accuracy = measurements[measurements.observable == "test_accuracy"]
assert len(accuracy) >= 3 * trials and accuracy.value.between(0, 1).all(), accuracy
print(f"{directory}: {trials} trials on images, {layers} hidden layers measured, tested on held-out images")
