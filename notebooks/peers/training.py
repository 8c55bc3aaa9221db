"""The mathematics of Richscale's `paper` setting as a PyTorch user would write it."""

import gzip
import math
from pathlib import Path

import numpy
import torch

DIGITS = Path(__file__).parents[2] / "core/src/main/resources/richscale/data/digits.csv.gz"
GAIN = {"identity": 1.0, "relu": math.sqrt(2)}


def teacher(inputs, samples, seed=0):
    """Standardised normal inputs with one linear target."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(samples, inputs, generator=generator)
    x = (x - x.mean(0)) / x.std(0, unbiased=False)
    b = torch.randn(inputs, 1, generator=generator)
    return x, x @ b / math.sqrt(inputs)


def digits():
    """All 1797 digits, standardised, with centred one-hot targets."""
    with gzip.open(DIGITS, "rt") as file:
        table = numpy.loadtxt(file, delimiter=",", dtype=numpy.float32)
    x = torch.from_numpy(table[:, :-1])
    x = (x - x.mean(0)) / x.std(0, unbiased=False).clamp_min(1e-6)
    y = torch.nn.functional.one_hot(torch.from_numpy(table[:, -1]).long(), 10).float()
    return x, y - y.mean(0)


class Training:
    """A network of three layers and its optimiser, in the gauge with a rate for each layer."""

    def __init__(self, x, y, width, r=0.25, seed=0, activation="identity", eta0=1.0):
        torch.manual_seed(seed)
        self.x, self.y = x, y
        d, k, alpha = x.shape[1], y.shape[1], width**r
        self.layers = [
            torch.nn.Linear(d, width, bias=False),
            torch.nn.Linear(width, width, bias=False),
            torch.nn.Linear(width, k, bias=False),
        ]
        scales = [1 / math.sqrt(d), 1 / math.sqrt(width), 1 / (math.sqrt(width) * alpha)]
        rates = [eta0 * alpha**2 / d, eta0 * alpha**2 / width, eta0 / width]
        for layer, scale in zip(self.layers, scales):
            torch.nn.init.normal_(layer.weight, std=scale)
        self.gain = GAIN[activation]
        self.relu = activation == "relu"
        self.optimizer = torch.optim.SGD(
            [{"params": layer.parameters(), "lr": rate} for layer, rate in zip(self.layers, rates)],
            lr=eta0,
        )

    def step(self):
        h = self.x
        for layer in self.layers[:-1]:
            h = layer(h)
            if self.relu:
                h = self.gain * torch.relu(h)
        loss = (self.layers[-1](h) - self.y).square().sum() / (2 * len(self.x))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss


class Muon(Training):
    """The same network of ReLU under torch.optim.Muon, momentum 0.95, every matrix by its polar factor."""

    def __init__(self, x, y, width, eta0=1.0):
        super().__init__(x, y, width, activation="relu")
        self.optimizer = torch.optim.Muon(
            [layer.weight for layer in self.layers], lr=eta0, weight_decay=0, momentum=0.95, nesterov=True
        )


class Branches:
    """A linear read-in, residual branches of two layers in ReLU times 1 / sqrt(N), a read-out."""

    def __init__(self, x, y, width, branches=8, eta0=1.0):
        torch.manual_seed(0)
        self.x, self.y = x, y
        self.read_in = torch.nn.Linear(x.shape[1], width, bias=False)
        self.branches = [
            (torch.nn.Linear(width, width, bias=False), torch.nn.Linear(width, width, bias=False)) for _ in range(branches)
        ]
        self.read_out = torch.nn.Linear(width, y.shape[1], bias=False)
        layers = [self.read_in, *[layer for branch in self.branches for layer in branch], self.read_out]
        self.optimizer = torch.optim.SGD([layer.weight for layer in layers], lr=eta0)

    def step(self):
        h = self.read_in(self.x)
        for first, second in self.branches:
            h = h + second(GAIN["relu"] * torch.relu(first(h))) / math.sqrt(len(self.branches))
        loss = (self.read_out(h) - self.y).square().sum() / (2 * len(self.x))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss


class Convolutions:
    """Myrtle5 without biases on 64 random images, plain gradient descent."""

    def __init__(self, width, eta0=1.0):
        torch.manual_seed(0)
        self.x = torch.randn(64, 3, 32, 32)
        self.y = torch.randn(64, 10)
        self.convolutions = [
            torch.nn.Conv2d(fan_in, width, 3, padding="same", bias=False) for fan_in in (3, width, width, width)
        ]
        self.read_out = torch.nn.Linear(width, 10, bias=False)
        layers = [*self.convolutions, self.read_out]
        self.optimizer = torch.optim.SGD([p for layer in layers for p in layer.parameters()], lr=eta0)

    def step(self):
        h = self.x
        for layer, convolution in enumerate(self.convolutions):
            h = GAIN["relu"] * torch.relu(convolution(h))
            if layer in (1, 2):
                h = torch.nn.functional.avg_pool2d(h, 2)
        loss = (self.read_out(h.mean((2, 3))) - self.y).square().sum() / (2 * len(self.x))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss
