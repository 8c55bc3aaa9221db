"""Milliseconds of a PyTorch update, one thread, beside Richscale's own in the same minute.

    python step.py WIDTH [WIDTH ...]              dense networks
    python step.py --channels N [N ...]           myrtle5 on 64 images
    python step.py --rules WIDTH [WIDTH ...]      Muon and residual networks

Prints JSON lines; compare.py makes the table.
"""

import json
import statistics
import sys
import time

import torch

from training import Branches, Convolutions, Muon, Training, digits, teacher

REPEATS = 7
SECONDS_A_REPEAT = 0.15


def median_seconds(work):
    calls, once = 1, 0.0
    while once < SECONDS_A_REPEAT / 4:
        start = time.perf_counter()
        for _ in range(calls):
            work()
        once = time.perf_counter() - start
        calls = calls if once >= SECONDS_A_REPEAT / 4 else 2 * calls
    calls = max(1, int(calls * SECONDS_A_REPEAT / once))
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times)


def report(data, activation, width, training):
    row = {"data": data, "activation": activation, "width": width}
    print(json.dumps(row | {"microseconds_per_step": median_seconds(training.step) * 1e6}), flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1] == "--channels":
        for channels in map(int, sys.argv[2:]):
            report("images", "relu", channels, Convolutions(channels, eta0=1e-6))
        sys.exit(0)
    if sys.argv[1] == "--rules":
        x, y = teacher(32, 128)
        for width in map(int, sys.argv[2:]):
            report("muon", "relu", width, Muon(x, y, width, eta0=1e-6))
            report("resmlp", "relu", width, Branches(x, y, width, eta0=1e-6))
        sys.exit(0)
    for data, (x, y) in {"teacher": teacher(32, 128), "digits": digits()}.items():
        for activation in "identity", "relu":
            for width in map(int, sys.argv[1:]):
                report(data, activation, width, Training(x, y, width, activation=activation, eta0=1e-6))
