"""The bundled grids `paper` and `wide`, trained and nothing else: no measurement, no table.

    python grids.py pool paper      two processes, a trial at a time
    python grids.py ray paper       Ray Tune with reused actors
"""

import argparse
import itertools
import os
import time
from pathlib import Path

import torch

from training import Training, teacher

WIDTHS = {"paper": [2**i for i in range(6, 12)], "wide": [2**i for i in range(6, 14)]}
RICHNESS = [0, 1 / 8, 1 / 4, 3 / 8, 1 / 2]
STEPS = 50


def trials(name, seeds):
    grid = itertools.product(WIDTHS[name], RICHNESS, range(seeds))
    return sorted(grid, key=lambda trial: -trial[0])


def train(trial):
    width, r, seed = trial
    torch.set_num_threads(1)
    training = Training(*teacher(16, 32), width, r, seed)
    for _ in range(STEPS):
        loss = training.step()
    return width, r, seed, loss.item()


def pool(grid):
    with torch.multiprocessing.get_context("spawn").Pool(2) as workers:
        return workers.map(train, grid, chunksize=1)


def ray_tune(grid):
    import ray
    from ray import tune

    # Workers import this module's neighbours too.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent.resolve())
    ray.init(include_dashboard=False, num_cpus=2)

    class Trial(tune.Trainable):
        def setup(self, config):
            self.trial = config["trial"]

        def step(self):
            return {"loss": train(self.trial)[-1], "done": True}

        def reset_config(self, new_config):
            self.trial = new_config["trial"]
            return True

    tuner = tune.Tuner(
        tune.with_resources(Trial, {"cpu": 1}),
        param_space={"trial": tune.grid_search(grid)},
        tune_config=tune.TuneConfig(reuse_actors=True),
        # Trials have nothing to save: one that fails to would take its actor with it.
        run_config=tune.RunConfig(
            verbose=0, checkpoint_config=tune.CheckpointConfig(checkpoint_at_end=False)
        ),
    )
    results = tuner.fit()
    if results.num_errors:
        raise SystemExit(f"{results.num_errors} trials failed: {results.errors[0]}")
    return list(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("peer", choices=["pool", "ray"])
    parser.add_argument("grid", choices=list(WIDTHS))
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    start = time.perf_counter()
    grid = trials(arguments.grid, arguments.seeds)
    done = pool(grid) if arguments.peer == "pool" else ray_tune(grid)
    print(f"{len(done)} trials in {time.perf_counter() - start:.1f} s")
