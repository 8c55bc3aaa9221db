"""Wall time of a bundled grid: Richscale's sweep, measured and written, beside peers that only train.

    python compare_grids.py paper [--repeats 5] [--peers pool,ray,jax]

Start-up of all is included. One after the other, round after round; medians. Peers that are not
installed are reported as absent.
"""

import argparse
import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = {"pool": "torch", "ray": "ray", "jax": "jax"}


def wall_seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def richscale(grid):
    out = tempfile.mkdtemp()
    try:
        return wall_seconds(["cluster-conf/submit", "local", "sweep", grid, "--out", f"{out}/run"], ROOT)
    finally:
        shutil.rmtree(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("grid", choices=["paper", "wide"])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peers", default="pool,ray,jax")
    arguments = parser.parse_args()
    peers = []
    for peer in arguments.peers.split(","):
        if importlib.util.find_spec(MODULES[peer]) and importlib.util.find_spec("torch"):
            peers.append(peer)
        else:
            print(f"{peer}: absent (pip install -r requirements.txt)")
    # Builds what is missing and makes the archive of classes, which a first run pays once.
    subprocess.run(["cluster-conf/submit", "local", "sweep", "quickstart", "--out", tempfile.mkdtemp()], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    seconds = {name: [] for name in ["richscale", *peers]}
    for _ in range(arguments.repeats):
        seconds["richscale"].append(richscale(arguments.grid))
        for peer in peers:
            seconds[peer].append(wall_seconds([sys.executable, "grids.py", peer, arguments.grid], HERE))
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    for name, times in seconds.items():
        ratio = medians["richscale"] / medians[name]
        print(f"{name:>10} {medians[name]:8.1f} s   richscale / {name}: {ratio:.2f}   runs: {' '.join(f'{t:.1f}' for t in times)}")
    target = ROOT / "target" / f"peers-{arguments.grid}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(seconds, indent=2))
