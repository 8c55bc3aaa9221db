"""Executes notebooks from top to bottom: NOTEBOOK=OUTPUT_DIRECTORY ..., executed copies to --to."""

import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--to", type=Path, required=True, help="directory for the executed copies")
parser.add_argument("pairs", nargs="+", metavar="NOTEBOOK=OUTPUT_DIRECTORY")
arguments = parser.parse_args()
arguments.to.mkdir(parents=True, exist_ok=True)

for pair in arguments.pairs:
    path, out = pair.split("=")
    os.environ["RICHSCALE_OUT"] = str(Path(out).resolve())
    notebook = nbformat.read(path, as_version=4)
    if any(cell.get("outputs") for cell in notebook.cells):
        sys.exit(f"{path}: has outputs; expected none in the repository")
    start = time.monotonic()
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(Path(path).parent)}}).execute()
    figures = sum(
        "image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])
    )
    if figures == 0:
        sys.exit(f"{path}: no figure came of it")
    nbformat.write(notebook, arguments.to / Path(path).name)
    print(f"{path}: {figures} figures in {time.monotonic() - start:.0f} s")
