"""Adam under schedules as PyTorch runs them, for RulesOfPyTorchTest.

    python rules.py > ../../core/src/test/resources/richscale/pytorch-rules.csv

Six parameters follow made-up gradients for twenty updates in double precision; a row holds an update of one
setting. PyTorch adds epsilon to the root of the second moment after correcting its bias, DL4J and Richscale
before (epsilon-hat in Kingma and Ba 2015), so PyTorch's is set to epsilon / sqrt(1 - beta2^t) at update t.
"""

import math

import torch
from torch.optim import lr_scheduler as schedulers

STEPS = 20
SETTINGS = [
    # beta1, beta2, epsilon, warm-up, shape, final
    (0.9, 0.999, 1e-8, 0, "constant", 0.0),
    (0.8, 0.95, 0.1, 0, "constant", 0.0),
    (0.9, 0.999, 0.01, 5, "constant", 0.0),
    (0.9, 0.99, 0.01, 5, "cosine", 0.1),
    (0.9, 0.99, 1e-8, 0, "cosine", 0.0),
    (0.9, 0.99, 0.01, 4, "linear", 0.2),
]


def schedule(optimizer, warmup, shape, last, rate):
    left = STEPS - warmup
    after = {
        "constant": lambda: schedulers.ConstantLR(optimizer, factor=1.0, total_iters=0),
        "cosine": lambda: schedulers.CosineAnnealingLR(optimizer, T_max=left, eta_min=last * rate),
        "linear": lambda: schedulers.LinearLR(optimizer, start_factor=1.0, end_factor=last, total_iters=left),
    }[shape]()
    if warmup == 0:
        return after
    before = schedulers.LinearLR(optimizer, start_factor=1 / warmup, end_factor=1.0, total_iters=warmup - 1)
    return schedulers.SequentialLR(optimizer, [before, after], milestones=[warmup])


if __name__ == "__main__":
    print("beta1,beta2,epsilon,warmup,shape,final,update,w1,w2,w3,w4,w5,w6")
    for beta1, beta2, epsilon, warmup, shape, last in SETTINGS:
        weights = torch.nn.Parameter(torch.arange(6, dtype=torch.float64) / 3 - 1)
        optimizer = torch.optim.Adam([weights], lr=0.1, betas=(beta1, beta2), eps=epsilon)
        rates = schedule(optimizer, warmup, shape, last, 0.1)
        for t in range(1, STEPS + 1):
            weights.grad = torch.sin(torch.arange(6, dtype=torch.float64) * 1.7 + 0.6 * t)
            optimizer.param_groups[0]["eps"] = epsilon / math.sqrt(1 - beta2**t)
            optimizer.step()
            rates.step()
            values = ",".join(repr(value) for value in weights.tolist())
            print(f"{beta1},{beta2},{epsilon},{warmup},{shape},{last},{t},{values}")
