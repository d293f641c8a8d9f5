#!/usr/bin/env python3
"""What a run that is killed leaves can be read, and holds what the run was until a moment before.

usage: killed.test.py PROGRAM
"""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

from recorded import Recorded, network, same_bits


def main(program):
    state = {"of": "e", "variable": "V_m", "units": [1, 5]}
    records = [dict(state, name=format, format=format) for format in ("npy", "sonata", "csv")]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "net.json").write_text(json.dumps(network(records, steps=10**9)))
        run = subprocess.Popen([pathlib.Path(program).resolve(), "run", "net.json", "--quiet"], cwd=path,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(3)
        run.send_signal(signal.SIGKILL)
        run.wait()
        out = path / "out"
        values = numpy.load(out / "npy.npy.partial", mmap_mode="r")
        steps = numpy.load(out / ".npy.partial/npy.steps.npy")
        assert len(values) > 100 and len(steps) > 100, (len(values), len(steps))
        rows = min(len(values), len(steps), 2000)
        with h5py.File(out / "sonata.h5.partial") as file:
            report = file["report/e/data"][:rows]
        lines = (out / "csv.csv.partial").read_text().splitlines()
        assert len(lines) > rows
        again = Recorded(program, [dict(state, format="csv")], steps=rows).csv("e.V_m")
        assert steps[:rows].tolist() == again[:, 0].tolist()
        assert same_bits(values[:rows], again[:, 1:])
        assert len(report) > 100 and same_bits(report, again[:len(report), 1:])


if __name__ == "__main__":
    main(*sys.argv[1:])
