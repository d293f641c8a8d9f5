#!/usr/bin/env python3
"""Runs every row on both sides, in turn, and prints the tables of README.md.

usage: bench.py PROGRAM [--rows 1,2,5,cuba] [--quick]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import published

WORK = {
    "1": ("ten `lif` units, static, analog inputs, fed through the C++ API", 50),
    "2": ("1000 exc + 20 inh at 5 %, 200 Poisson inputs", 20),
    "3": ("STDP dense 784→400, learning", 60),
    "4": ("MSE dense 784→400, a target per unit, learning", 8),
    "5": ("static dense 5000→5000 at 2 % active", 30),
    "6-8000": ("the main job, a training pass, 8000 Kenyon cells", 60),
    "6-1000": ("the same with 1000 Kenyon cells", 30),
}
LIMITED = ("2", "5", "6-8000", "6-1000")
# Both sides draw their own random numbers; a row whose rates differ by more does not compare the same work. In points.
TOLERANCE = 3.0


def run(command):
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("OPENBLAS_CORETYPE", None)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it failed")
    return json.loads(done.stdout)


def median(results, key):
    return statistics.median(result[key] for result in results)


def times_faster(slow, fast):
    """The median of the ratios of each round: what slows the machine down slows both down, or is seen in one round."""
    return statistics.median(s["us_per_step"] / f["us_per_step"] for s, f in zip(slow, fast))


def measure(row, arguments, competitor):
    """The results of the competitor and of Bouton with one and two threads, taken in turn."""
    rounds = 1 if arguments.quick else 3 if row.startswith("6-") else 9
    seconds = ["--seconds", 0.2 if arguments.quick else 1.0]
    ours_images = ["--images", 1000 if arguments.quick else 60000]
    theirs_images = ["--images", 20 if arguments.quick else 200]
    theirs, one, two = [], [], []
    for _ in range(rounds):
        if competitor:
            theirs.append(run([*competitor, row, *seconds, *theirs_images]))
        for threads, results in ((1, one), (2, two)):
            results.append(run([arguments.program, row, "--threads", threads, *seconds, *ours_images]))
        print(f"row {row}: {one[-1]['us_per_step']:.4g} us a step", file=sys.stderr)
    return theirs, one, two


def find_competitor():
    script = Path(__file__).with_name("competitor.py")
    if subprocess.run(["/usr/bin/python3", "-c", "import numpy"], capture_output=True).returncode == 0:
        return ["/usr/bin/python3", script]
    return None


def microseconds(x):
    return f"{x:,.0f}" if x >= 1000 else f"{x:.4g}"


def row_of_first_table(row, theirs, one):
    work, goal = WORK[row]
    ours = median(one, "us_per_step")
    if not theirs:
        return f"| {row} | {work} | numpy is not installed | {ours:.3g} | | ≥ {goal}× | | |"
    other = median(theirs, "us_per_step")
    rates = [f"{median(side, 'in_percent'):.1f} % / {median(side, 'out_percent'):.1f} %" for side in (theirs, one)]
    for key in ("in_percent", "out_percent"):
        if abs(median(theirs, key) - median(one, key)) > TOLERANCE:
            rates[1] += " (not the same work)"
    total = f" ({median(one, 'seconds'):.1f} s)" if "seconds" in one[0] else ""
    their_total = f" ({median(theirs, 'seconds'):.0f} s)" if "seconds" in one[0] else ""
    return (f"| {row} | {work} | {microseconds(other)}{their_total} | {ours:.3g}{total} | {times_faster(theirs, one):.0f}× | "
            f"≥ {goal}× | {rates[0]} | {rates[1]} |")


def row_of_second_table(row, one, two, limit):
    speed_up = times_faster(one, two)
    if limit:
        ours = median(one, "ns_per_event")
        events = f"| {ours:.3g} | {limit:.3g} | {ours / limit:.2f}× |"
    elif "ns_per_event" in one[0]:
        events = f"| {median(one, 'ns_per_event'):.3g} | | |"
    else:
        events = "| | | |"
    used = median(two, "parallel_percent")
    return f"| {row} | {median(two, 'us_per_step'):.3g} | {speed_up:.2f} | {used:.0f} % {events}"


def compare_with_numpy(rows, arguments):
    competitor = find_competitor()
    first, second = [], []
    for row in rows:
        theirs, one, two = measure(row, arguments, competitor)
        limit = run([arguments.program, row, "--limit"])["ns_per_event"] if row in LIMITED else None
        first.append(row_of_first_table(row, theirs, one))
        second.append(row_of_second_table(row, one, two, limit))
    print("| # | work | numpy, µs a step | Bouton, µs a step | faster | goal | numpy: in / out active | Bouton: in / out active |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(first))
    print()
    print("| # | two threads, µs a step | speed-up | both used in | ns per synaptic event | a loop that only adds | ratio |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(second))
    one, two = (run([arguments.program, "--bandwidth", "--threads", n])["gb_per_second"] for n in (1, 2))
    print(f"\nFrom memory one thread reads {one:.0f} GB/s, two read {two:.0f} GB/s: {two / one:.2f} times as much.\n")


def compare_with_brian(networks, arguments):
    brian = published.find_brian()
    lines = [published.row(name, *published.measure(run, name, arguments, brian), brian) for name in networks]
    print(published.HEAD)
    print("\n".join(lines))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", default=",".join((*WORK, *published.NETWORKS)), help="for example 1,2,6-8000,cuba")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    arguments = parser.parse_args()
    rows = arguments.rows.split(",")
    for row in rows:
        if row not in WORK and row not in published.NETWORKS:
            sys.exit(f"there is no row '{row}'; there are {', '.join((*WORK, *published.NETWORKS))}")
    if own := [row for row in rows if row in WORK]:
        compare_with_numpy(own, arguments)
    if networks := [row for row in rows if row in published.NETWORKS]:
        compare_with_brian(networks, arguments)


if __name__ == "__main__":
    main()
