"""The bundled sweep `author-lr-transfer` in PyTorch: two processes, a trial at a time.

    python lr_transfer.py DIRECTORY [--alike]     the four IDX files of MNIST, unpacked

Tests after the last update; `--alike` before the first and after it too, as the sweep's tables have it.

Prints the wall time, and for each parameterisation and width the best rate by test error, which
Richscale's own table shows beside it. Random numbers differ, so figures agree within seeds only.
"""

import itertools
import math
import sys
import time
from pathlib import Path

import numpy
import torch

WIDTHS = [32, 64, 128, 256, 512]
SEEDS = range(5)
RATES = {"mup": (2, 64), "ntp": (8, 256)}
RICHNESS = {"mup": 0.5, "ntp": 0.0}
STEPS, BATCH, TRAINING, TEST = 32, 64, 2000, 5000


def load(directory, part, count):
    path = Path(directory)
    x = numpy.fromfile(path / f"{part}-images-idx3-ubyte", numpy.uint8, offset=16).reshape(-1, 784)
    y = numpy.fromfile(path / f"{part}-labels-idx1-ubyte", numpy.uint8, offset=8)
    targets = torch.nn.functional.one_hot(torch.from_numpy(y[:count]).long(), 10).float()
    return torch.from_numpy(x[:count]).float() / 255, targets


def start(directory, alike):
    global data, tested
    tested = {0, 1, STEPS} if alike else {STEPS}
    torch.set_num_threads(1)
    data = load(directory, "train", TRAINING), load(directory, "t10k", TEST)


def train(trial):
    parameterisation, width, eta0, seed = trial
    generator = torch.Generator().manual_seed(seed)
    alpha = width ** RICHNESS[parameterisation]
    fans = [(784, width), (width, width), (width, 10)]
    multipliers = [alpha / math.sqrt(784), alpha / math.sqrt(width), 1 / math.sqrt(width)]
    parameters = [
        (torch.randn(*fan, generator=generator) / alpha, torch.randn(fan[1], generator=generator) / alpha) for fan in fans
    ]
    flat = [p.requires_grad_() for pair in parameters for p in pair]
    optimizer = torch.optim.SGD(flat, lr=eta0, momentum=0.9)

    def f(x):
        for layer, ((w, b), g) in enumerate(zip(parameters, multipliers)):
            x = g * torch.addmm(b, x, w)
            x = math.sqrt(2) * torch.relu(x) if layer < 2 else x
        return x

    (x, y), (test_x, test_y) = data
    order = torch.cat([torch.randperm(TRAINING, generator=generator) for _ in range(2)])
    errors = {}
    for step in range(STEPS + 1):
        if step in tested:
            with torch.no_grad():
                errors[step] = (f(test_x) - test_y).square().mean().item()
        if step == STEPS:
            break
        batch = order[step * BATCH : (step + 1) * BATCH]
        loss = (f(x[batch]) - y[batch]).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    error = errors[STEPS]
    return parameterisation, width, eta0, error if math.isfinite(error) else math.inf


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--alike"]):
        sys.exit(__doc__)
    grid = [
        (name, width, float(eta0), seed)
        for name, (low, high) in RATES.items()
        for width, eta0, seed in itertools.product(WIDTHS, numpy.geomspace(low, high, 30), SEEDS)
    ]
    begun = time.perf_counter()
    context = torch.multiprocessing.get_context("spawn")
    with context.Pool(2, start, (sys.argv[1], len(sys.argv) == 3)) as workers:
        results = workers.map(train, sorted(grid, key=lambda trial: -trial[1]), chunksize=1)
    print(f"{len(results)} trials in {time.perf_counter() - begun:.1f} s")
    for name, width in itertools.product(RATES, WIDTHS):
        errors = {}
        for _, _, eta0, error in (r for r in results if r[:2] == (name, width)):
            errors[eta0] = errors.get(eta0, 0) + error / len(SEEDS)
        best = min(errors, key=errors.get)
        print(f"{name} {width:>5}  best eta0 {best:7.2f}  test_loss {errors[best]:.4f}")
