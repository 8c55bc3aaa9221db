"""Times Richscale's trainers and PyTorch side by side, width by width, and prints their ratios.

    python compare.py [WIDTH ...]              64 to 4096 unless given; needs Maven and PyTorch
    python compare.py --channels [N ...]       convolutional networks, 16, 64 and 256 channels
    python compare.py --rules [WIDTH ...]      Muon and residual networks, widths 64, 256 and 1024

Each width is one run of the Maven benchmark and of step.py, one after the other, so that a slow
minute of the machine slows both. The result is also written to target/peers.json.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIDTHS = ["64", "128", "256", "512", "1024", "2048", "4096"]
CHANNELS = ["16", "64", "256"]
OTHERS = ["64", "256", "1024"]


def richscale(width, channels, networks):
    sizes = [f"-Dbenchmark.widths={width}", f"-Dbenchmark.channels={channels}", f"-Dbenchmark.networks={networks}"]
    benchmark = ["mvn", "-q", "-Pbenchmark", *sizes, "-Dbenchmark.observables=false"]
    subprocess.run([*benchmark, "test-compile", "exec:exec", "-pl", "core"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return json.loads((ROOT / "core/target/benchmark.json").read_text())


def pytorch(*arguments):
    lines = subprocess.run(
        [sys.executable, "step.py", *arguments], cwd=Path(__file__).parent, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    return {(row["data"], row["activation"]): row["microseconds_per_step"] for row in rows}


if __name__ == "__main__":
    if importlib.util.find_spec("torch") is None:
        print("PyTorch: absent, nothing to compare with (pip install -r requirements.txt)")
        sys.exit(0)
    results = []
    print(f"{'data':>8} {'':>9} {'width':>6} {'trainer':>9} {'us a step':>10} {'PyTorch':>9} {'ratio':>6} {'of peak':>8} {'of triad':>8} {'measuring':>9}")
    mode = sys.argv[1] if sys.argv[1:] and sys.argv[1].startswith("--") else ""
    sizes = sys.argv[2 if mode else 1 :] or {"--channels": CHANNELS, "--rules": OTHERS}.get(mode, WIDTHS)
    for width in sizes:
        if mode == "--channels":
            own = richscale("none", width, "teacher")
        else:
            own = richscale(width, "none", "muon,resmlp" if mode else "teacher,digits")
        peer = pytorch(*([mode] if mode else []), width)
        for row in own["rows"]:
            theirs = peer[row["data"], row["activation"]]
            ratio = row["microseconds_per_step"] / theirs
            results.append(row | {"pytorch_microseconds_per_step": theirs, "ratio": ratio})
            print(
                f"{row['data']:>8} {row['activation']:>9} {width:>6} {row['trainer']:>9}"
                f" {row['microseconds_per_step']:10.0f} {theirs:9.0f} {ratio:6.3f}"
                f" {row['gflops'] / own['gemm_peak_gflops']:8.2f}"
                f" {row['gbytes_per_second'] / row['triad_gbytes_per_second']:8.2f}"
                f" {row['measuring_share']:9.2f}",
                flush=True,
            )
    target = ROOT / "target/peers.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2))
