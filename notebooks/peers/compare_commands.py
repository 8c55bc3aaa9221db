"""Wall time of commands, and what it goes into, of one checkout or of several side by side.

    python compare_commands.py [--repeats 5] [--checkouts ../.. /path/to/another]

Medians; the commands of all checkouts in turn, round after round, so that a busy machine is busy for
all. `again` is the same command with nothing to train. Peak memory is that of the command's process.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "plan": ["plan", "quickstart"],
    "quickstart": ["sweep", "quickstart", "--out", "{out}/quickstart"],
    "again": ["sweep", "quickstart", "--out", "{out}/quickstart"],
    "fit": ["fit", "--out", "{out}/quickstart"],
    "report": ["report", "--out", "{out}/quickstart"],
    "paper": ["sweep", "paper", "--out", "{out}/paper"],
}
PARTS = ["start", "trials", "tables", "page"]


def run(checkout, arguments):
    """Returns seconds, seconds by part, and peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        ["cluster-conf/submit", "local", *arguments], cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{checkout}: {' '.join(arguments)} failed")
    took = re.search(r"^Took .*: (.*)$", text, re.MULTILINE)
    parts = dict(re.findall(r"(\w+) ([\d.]+)", took.group(1))) if took else {}
    return {
        "seconds": time.perf_counter() - start,
        "megabytes": usage.ru_maxrss / 1024,
        **{part: float(parts[part]) for part in PARTS if part in parts},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--checkouts", nargs="+", type=Path, default=[ROOT])
    arguments = parser.parse_args()
    measured = {name: {str(checkout): [] for checkout in arguments.checkouts} for name in COMMANDS}
    for round_number in range(arguments.repeats + 1):
        for checkout in arguments.checkouts:
            out = tempfile.mkdtemp()
            for name, command in COMMANDS.items():
                result = run(checkout, [word.format(out=out) for word in command])
                # The first round builds what is missing and archives classes.
                if round_number > 0:
                    measured[name][str(checkout)].append(result)
            shutil.rmtree(out)
    print(f"| command | checkout | s | {' | '.join(PARTS)} | peak MB | of the first |")
    print("|---|---|---|" + "---|" * (len(PARTS) + 2))
    for name, checkouts in measured.items():
        first = None
        for checkout, results in checkouts.items():
            median = {
                key: statistics.median(result[key] for result in results if key in result)
                for key in ["seconds", "megabytes", *PARTS]
                if any(key in result for result in results)
            }
            first = first or median["seconds"]
            parts = " | ".join(f"{median[part]:.1f}" if part in median else "" for part in PARTS)
            print(
                f"| {name} | {Path(checkout).name} | {median['seconds']:.2f} | {parts} "
                f"| {median['megabytes']:.0f} | {median['seconds'] / first:.2f} |"
            )
    target = ROOT / "target" / "peers-commands.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measured, indent=2))
