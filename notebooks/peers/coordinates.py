"""Writes what any PyTorch model measures of itself, for `fit --measurements`.

    python coordinates.py FILE.csv

The ten lines to copy are `record`: hooks that keep how far the output of each module moved.
"""

import csv
import sys

import torch
from torch import nn


def record(model, x, rows, **columns):
    """Calls back after each step: how far every module's output on x is from where it was at first."""
    first, step = {}, 0
    last = [name for name, m in model.named_modules() if isinstance(m, nn.Linear)][-1]

    def hook(name):
        def moved(module, inputs, output):
            start = first.setdefault(name, output.detach().clone())
            output_moved = (output - start).norm(dim=1).square().mean().sqrt().item()
            whole = name == last
            rows.append({**columns, "step": step, "layer": "" if whole else name,
                         "observable": "delta_f_rms" if whole else "delta_h_norm", "value": output_moved})
        return moved

    def measure(at):
        nonlocal step
        step = at
        handles = [m.register_forward_hook(hook(name)) for name, m in model.named_modules() if isinstance(m, nn.Linear)]
        with torch.no_grad():
            model(x)
        for handle in handles:
            handle.remove()

    return measure


def main(path):
    x = torch.randn(64, 16, generator=torch.Generator().manual_seed(0))
    y = torch.sin(x.sum(1, keepdim=True))
    rows = []
    for width in (64, 128, 256, 512, 1024):
        for seed in range(4):
            torch.manual_seed(seed)
            # muP by hand: read-out of 1/n, rates that go with it.
            model = nn.Sequential(nn.Linear(16, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1, bias=False))
            nn.init.normal_(model[4].weight, std=1 / width)
            optimizer = torch.optim.SGD([
                {"params": model[0].parameters(), "lr": 0.1 * width / 16},
                {"params": model[2].parameters(), "lr": 0.1},
                {"params": model[4].parameters(), "lr": 0.1 / width}])
            measure = record(model, x, rows, width=width, seed=seed, r=0.5)
            measure(0)
            for step in range(1, 11):
                loss = (model(x) - y).square().mean()
                rows.append({"width": width, "seed": seed, "r": 0.5, "step": step - 1, "layer": "", "observable": "loss", "value": loss.item()})
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                measure(step)
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["step"] > 0 or row["observable"] == "loss")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
