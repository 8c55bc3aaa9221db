"""Steps of Muon here beside PyTorch's own, on the same gradients.

    python muon.py

Prints, for some shapes, how far the update of torch.optim.Muon lies from the polar factor of a singular
value decomposition and from five steps of the iteration in single precision, as Richscale does them:
PyTorch's are in bfloat16.
"""

import torch

A, B, C = 3.4445, -4.7750, 2.0315


def iterated(matrix):
    x = matrix / matrix.norm()
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(5):
        gram = x @ x.T
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x.T if tall else x


def main():
    print(f"{'shape':>12}  {'to single':>10}  {'to exact':>10}  {'single to exact':>16}")
    for rows, cols in [(64, 64), (256, 256), (64, 256), (1024, 1024)]:
        generator = torch.Generator().manual_seed(rows + cols)
        weight = torch.nn.Parameter(torch.zeros(rows, cols))
        gradient = torch.randn(rows, cols, generator=generator)
        optimizer = torch.optim.Muon([weight], lr=1, weight_decay=0, momentum=0.95, nesterov=True)
        weight.grad = gradient.clone()
        optimizer.step()
        # Its first step is along gradient + momentum (1 - momentum) gradient, a multiple of the gradient.
        step = -weight.detach() / max(1, rows / cols) ** 0.5
        u, _, v = torch.linalg.svd(gradient.double(), full_matrices=False)
        exact, single = (u @ v).float(), iterated(gradient)
        distance = lambda a, b: ((a - b).norm() / b.norm()).item()
        print(f"{f'{rows} x {cols}':>12}  {distance(step, single):10.2e}  {distance(step, exact):10.3f}  {distance(single, exact):16.3f}")


if __name__ == "__main__":
    main()
