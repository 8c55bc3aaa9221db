"""The bundled grids `paper` and `wide`, trained and nothing else: no measurement, no table.

    python grids.py pool paper      two processes, a trial at a time
    python grids.py ray paper       Ray Tune with reused actors
    python grids.py jax paper       a compiled program a width: all r and seeds in one vmap, steps in a scan
"""

import argparse
import itertools
import math
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


def compiled(grid):
    import jax
    import jax.numpy as jnp

    x, y = (jnp.asarray(part.numpy()) for part in teacher(16, 32))

    def trial(width, r, key):
        alpha = width**r
        fans = [(x.shape[1], width), (width, width), (width, 1)]
        scales = [1 / math.sqrt(x.shape[1]), 1 / math.sqrt(width), 1 / (math.sqrt(width) * alpha)]
        rates = [alpha**2 / x.shape[1], alpha**2 / width, 1 / width]
        keys = jax.random.split(key, 3)
        weights = [scale * jax.random.normal(k, fan) for scale, k, fan in zip(scales, keys, fans)]

        def loss(parameters):
            h = x
            for weight in parameters:
                h = h @ weight
            return jnp.square(h - y).sum() / (2 * len(x))

        def step(parameters, _):
            value, gradients = jax.value_and_grad(loss)(parameters)
            return [w - rate * g for w, rate, g in zip(parameters, rates, gradients)], value

        return jax.lax.scan(step, weights, None, length=STEPS)[1][-1]

    done = []
    for width, trials_of_width in itertools.groupby(grid, key=lambda one: one[0]):
        some = list(trials_of_width)
        program = jax.jit(jax.vmap(lambda r, key, n=width: trial(n, r, key)))
        losses = program(
            jnp.array([r for _, r, _ in some]), jax.vmap(jax.random.key)(jnp.array([seed for _, _, seed in some]))
        )
        done += [(*one, float(value)) for one, value in zip(some, losses)]
    return done


PEERS = {"pool": pool, "ray": ray_tune, "jax": compiled}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("peer", choices=list(PEERS))
    parser.add_argument("grid", choices=list(WIDTHS))
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    start = time.perf_counter()
    grid = trials(arguments.grid, arguments.seeds)
    done = PEERS[arguments.peer](grid)
    print(f"{len(done)} trials in {time.perf_counter() - start:.1f} s")
