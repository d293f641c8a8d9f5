#!/usr/bin/env python3
"""Runs a network with several seeds and compares its statistics with those of another simulator.

usage: compare.py PROGRAM NETWORK.json EXPECTED.json [--seeds 10] [--threads N] [-- OPTIONS OF bouton run …]

EXPECTED.json names for each population the recording, the units, and of each statistic of spike_statistics.py the mean
over ten seeds and its standard error. Printed are the mean of Bouton, that of the other, and the difference in standard
errors of the difference. The exit status is 1 if a rate differs by more than three of these.
"""
import argparse
import json
import subprocess
import sys
import tempfile

import numpy as np

from spike_statistics import read_spikes, statistics


def run(options, seed, end, dt):
    """The recordings of one run, by population's layer."""
    with tempfile.TemporaryDirectory() as folder:
        command = [options.program, "run", options.network, "--out", folder, "--quiet", "--seed", str(seed),
                   "--steps", str(round(end / dt)), "--threads", str(options.threads), *options.more]
        subprocess.run(command, check=True)
        return {name: read_spikes(f"{folder}/{name}.spikes.csv") for name in options.layers}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("network")
    parser.add_argument("expected")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dt", type=float, default=0.1, help="length of a step in ms (0.1)")
    parser.add_argument("more", nargs="*")
    options = parser.parse_args()
    with open(options.expected, encoding="utf-8") as file:
        expected = json.load(file)
    begin, end, populations = expected["begin_ms"], expected["end_ms"], expected["populations"]
    options.layers = sorted({population["recording"] for population in populations.values()})
    found = {name: [] for name in populations}
    for seed in range(1, options.seeds + 1):
        spikes = run(options, seed, end, options.dt)
        for name, population in populations.items():
            found[name].append(statistics(*spikes[population["recording"]], begin, end, options.dt, *population["units"]))
        print(f"seed {seed}: " + ", ".join(f"{name} {found[name][-1]['rate_hz']:.4g} Hz" for name in populations),
              file=sys.stderr)
    print("| population | statistic | Bouton | other | standard errors apart |")
    print("|---|---|---|---|---|")
    too_far = False
    for name, population in populations.items():
        for statistic in found[name][0]:
            values = np.array([one[statistic] for one in found[name]])
            mean, error = values.mean(), values.std() / np.sqrt(max(len(values) - 1, 1))
            other, other_error = population[statistic]
            both = np.hypot(error, other_error)
            apart = (mean - other) / both if both > 0 else 0.0
            too_far = too_far or (statistic == "rate_hz" and abs(apart) > 3)
            print(f"| {name} | {statistic} | {mean:.4g} ± {error:.2g} | {other:.4g} ± {other_error:.2g} | {apart:+.1f} |")
    sys.exit(1 if too_far else 0)


if __name__ == "__main__":
    main()
