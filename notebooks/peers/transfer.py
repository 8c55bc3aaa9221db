"""The grid of the bundled sweep `lr-transfer` in PyTorch, for `fit --measurements`.

    python transfer.py FILE.csv [--cross-entropy] [--seeds N]

The same digits, network, scalings and steps; random numbers differ. Losses of diverged runs are
written as nan, as a training script would.
"""

import argparse
import csv
import gzip
import math
from multiprocessing import Pool
from pathlib import Path

import numpy
import torch

DIGITS = Path(__file__).parents[2] / "core/src/main/resources/richscale/data/digits.csv.gz"
WIDTHS = [64, 128, 256, 512, 1024]
TRAINING, TEST, BATCH, STEPS = 1297, 500, 64, 100
FAMILIES = {"standard": (0.0, -10, 1), "stp": (0.0, -4, 6), "rich": (0.5, -4, 6)}


def load(cross_entropy):
    with gzip.open(DIGITS) as file:
        records = numpy.loadtxt(file, delimiter=",", dtype=numpy.float32)
    records = records[numpy.random.default_rng(0).permutation(len(records))]
    x, labels = torch.from_numpy(records[:, :64]), torch.from_numpy(records[:, 64]).long()
    mean, std = x[:TRAINING].mean(0), x[:TRAINING].std(0, unbiased=False)
    x = torch.where(std > 0, (x - mean) / std.clamp_min(1e-12), 0)
    y = torch.nn.functional.one_hot(labels, 10).float()
    if not cross_entropy:
        y = y - y[:TRAINING].mean(0)
    return (x[:TRAINING], y[:TRAINING]), (x[TRAINING : TRAINING + TEST], y[TRAINING : TRAINING + TEST])


def start(cross_entropy):
    global data, entropy
    torch.set_num_threads(1)
    data, entropy = load(cross_entropy), cross_entropy


def loss(f, y):
    if entropy:
        return -(y * torch.log_softmax(f, 1)).sum(1).mean()
    return (f - y).square().sum() / (2 * len(y))


def train(trial):
    family, width, eta0, seed = trial
    generator = torch.Generator().manual_seed(seed)
    r = FAMILIES[family][0]
    alpha = width**r
    fans = [(64, width), (width, width), (width, 10)]
    deviations = [64**-0.5, width**-0.5, width**-0.5 / alpha]
    rates = [eta0] * 3 if family == "standard" else [eta0 * alpha**2 / 64, eta0 * alpha**2 / width, eta0 / width]
    weights = [(torch.randn(*fan, generator=generator) * s).requires_grad_() for fan, s in zip(fans, deviations)]
    optimizer = torch.optim.SGD([{"params": [w], "lr": rate} for w, rate in zip(weights, rates)])

    def f(x):
        for layer, w in enumerate(weights):
            x = x @ w
            x = math.sqrt(2) * torch.relu(x) if layer < 2 else x
        return x

    (x, y), (test_x, test_y) = data
    order = torch.cat([torch.randperm(TRAINING, generator=generator)[: TRAINING // BATCH * BATCH] for _ in range(6)])
    for step in range(STEPS):
        batch = order[step * BATCH : (step + 1) * BATCH]
        optimizer.zero_grad()
        loss(f(x[batch]), y[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        value = loss(f(test_x), test_y).item()
    return trial, value if math.isfinite(value) else math.nan


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--cross-entropy", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    trials = [
        (family, width, 2.0**k, seed)
        for family, (_, low, high) in FAMILIES.items()
        for width in WIDTHS
        for k in range(low, high + 1)
        for seed in range(arguments.seeds)
    ]
    with Pool(2, start, (arguments.cross_entropy,)) as pool, open(arguments.file, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["width", "r", "gauge", "optimizer", "loss", "lr", "seed", "step", "observable", "value"])
        objective = "cross_entropy" if arguments.cross_entropy else "squared_error"
        for (family, width, eta0, seed), value in pool.imap_unordered(train, trials, chunksize=4):
            gauge = "standard" if family == "standard" else "stp"
            writer.writerow([width, FAMILIES[family][0], gauge, "sgd", objective, eta0, seed, STEPS, "test_loss", value])


if __name__ == "__main__":
    main()
