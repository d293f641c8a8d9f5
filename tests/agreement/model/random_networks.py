#!/usr/bin/env python3
"""Runs random networks through the program and the model, and compares all that they record.

usage: random_networks.py PROGRAM [COUNT] [FIRST_SEED]
Spikes must be the same; all else may differ by rounding. A network that differs is a line, and
its file stays in the working folder.
"""
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from maker import Maker
from model import Model

TOLERANCE = 1e-9


def samples_of(file, record, shape):
    """What the program wrote, as (step, values); NaN where a weight is not there."""
    with open(file, newline="") as text:
        rows = list(csv.reader(text))[1:]
    if record["variable"] not in ("spikes", "weights"):
        return [(int(row[0]), np.array(row[1:], float)) for row in rows]
    if record["variable"] == "spikes":
        rows = [[step, unit, 1] for step, unit in rows]
    silent = 0 if record["variable"] == "spikes" else np.nan
    samples = {}
    for step, *at, value in rows:
        values = samples.setdefault(int(step), np.full(shape, silent))
        values[tuple(map(int, at))] = float(value)
    return sorted(samples.items())


def is_written(record, values):
    """A step without a spike has no row, nor has a synapse without a weight."""
    if record["variable"] == "spikes":
        return values.any()
    return not np.isnan(values).all()


def difference(record, wanted, file):
    """The first step where something differs and what it is, or None."""
    if not wanted:
        return None
    name = f"{record['of']}.{record['variable']}"
    got = samples_of(file, record, wanted[0][1].shape)
    wanted = [(step, values) for step, values in wanted if is_written(record, values)]
    for (got_step, a), (step, b) in zip(got, wanted):
        if got_step != step:
            return min(got_step, step), f"{name}: the program has step {got_step}, the model {step}"
        if a.shape != b.shape:
            return step, f"{name}: the program has {a.shape} values, the model {b.shape}"
        allowed = 0 if record["variable"] == "spikes" else TOLERANCE * np.maximum(1, np.abs(b))
        wrong = ~(np.abs(a - b) <= allowed) & ~(np.isnan(a) & np.isnan(b))
        if wrong.any():
            at = tuple(np.argwhere(wrong)[0].tolist())
            where = f"{name}{list(at)} at step {step}"
            return step, f"{where}: the program has {a[at]!r}, the model {b[at]!r}"
    if len(got) != len(wanted):
        step = (got + wanted)[-1][0]
        return step, f"{name}: the program has {len(got)} samples, the model {len(wanted)}"
    return None


def compare(program, document, folder):
    """A sentence on what differs first, or None."""
    file, out = folder / "network.json", folder / "out"
    file.write_text(json.dumps(document))
    command = [program, "run", file, "--out", out, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stderr.strip()[-300:]}"
    records = document["record"]
    files = [out / f"{r['of']}.{r['variable']}.csv" for r in records]
    drawn = {}
    for i in document["inputs"]:
        if i["source"]["type"] == "poisson":
            record = {"of": i["name"], "variable": "output"}
            written = samples_of(files[records.index(record)], record, i["size"])
            drawn[i["name"]] = [values for _, values in written]
    samples = Model(document, drawn).run()
    found = [difference(*each) for each in zip(records, samples, files)]
    return min((d for d in found if d), default=(0, None))[1]


def main():
    program, *numbers = sys.argv[1:]
    count = int(numbers[0]) if numbers else 100
    first = int(numbers[1]) if len(numbers) > 1 else 1
    differ = 0
    for seed in range(first, first + count):
        document = Maker(seed).document
        with tempfile.TemporaryDirectory() as folder:
            why = compare(program, document, Path(folder))
        if why:
            differ += 1
            kept = Path(tempfile.gettempdir()) / f"bouton_network_{seed}.json"
            kept.write_text(json.dumps(document))
            print(f"{kept}: {why}", flush=True)
    print(f"{count - differ} networks agree, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())
