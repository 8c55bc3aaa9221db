"""Microseconds an update of the networks of DeviceBenchmark in PyTorch, float without TF32."""

import time

import torch

ROUNDS = 5
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
device = "cuda" if torch.cuda.is_available() else "cpu"


def wait():
    if device == "cuda":
        torch.cuda.synchronize()


def dense(width):
    layers = [torch.nn.Linear(64, width, bias=False), torch.nn.ReLU()]
    for _ in range(2):
        layers += [torch.nn.Linear(width, width, bias=False), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers, torch.nn.Linear(width, 10, bias=False)), (64,)


def myrtle5(width):
    def conv(channels):
        return [torch.nn.Conv2d(channels, width, 3, padding=1, bias=False), torch.nn.ReLU()]

    pool = torch.nn.AvgPool2d
    layers = conv(1) + conv(width) + [pool(2)] + conv(width) + [pool(2)] + conv(width)
    layers += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(width, 10, bias=False)]
    return torch.nn.Sequential(*layers), (1, 8, 8)


def measure(name, width, make):
    model, shape = make(width)
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    x = torch.randn(1024, *shape, device=device)
    y = torch.randn(1024, 10, device=device)

    def update():
        rows = torch.randint(0, 1024, (128,), device=device)
        loss = ((model(x[rows]) - y[rows]) ** 2).sum() / 256
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    updates = 10 if width > 8000 else 50
    for _ in range(20):
        update()
    seconds = []
    for _ in range(ROUNDS):
        wait()
        start = time.perf_counter()
        for _ in range(updates):
            update()
        wait()
        seconds.append((time.perf_counter() - start) / updates)
    print(f"{name:8} {width:6}  {sorted(seconds)[ROUNDS // 2] * 1e6:10.1f} us an update", flush=True)


a = torch.ones(8192 if device == "cuda" else 1024, 8192 if device == "cuda" else 1024, device=device)
for _ in range(3):
    wait()
    start = time.perf_counter()
    a @ a
    wait()
    best = time.perf_counter() - start
name = torch.cuda.get_device_name() if device == "cuda" else "cpu"
print(f"{name}: product of {len(a)} x {len(a)} {2 * len(a) ** 3 / best / 1e9:.3g} GFLOP/s")
for width in [256, 1024, 4096, 16384] if device == "cuda" else [256]:
    measure("dense", width, dense)
for width in [64, 256] if device == "cuda" else [16]:
    measure("myrtle5", width, myrtle5)
