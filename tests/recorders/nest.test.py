#!/usr/bin/env python3
"""What the recorder nest writes is read as NEST's files are: tabs, lines of comment, a line of names.

usage: nest.test.py PROGRAM
"""
import sys

import numpy

from recorded import Recorded, both


def read(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# NEST version: 3.") and lines[1] == "# RecordingBackendASCII version: 2", lines[:2]
    return lines[2].split("\t"), numpy.loadtxt(path, skiprows=3, ndmin=2, delimiter="\t")


def main(program):
    run = Recorded(program, [
        *both({"of": "e", "variable": "spikes"}, "nest"), *both({"of": "e", "variable": "V_m", "units": [4, 7]}, "nest"),
        *both({"of": "i", "variable": "spikes"}, "nest", first_id=21, time_in_steps=True)])
    names, spikes = read(run.out / "e.spikes_nest.dat")
    wanted = run.csv("e.spikes")
    assert names == ["sender", "time_ms"], names
    assert len(wanted) > 50
    assert spikes[:, 0].tolist() == (wanted[:, 1] + 1).tolist()
    # A spike of the step from 0 ms to 0.1 ms has the time 0.1 ms.
    assert numpy.allclose(spikes[:, 1], 0.1 * (wanted[:, 0] + 1), rtol=0, atol=1e-9)
    first = (run.out / "e.spikes_nest.dat").read_text().splitlines()[3]
    assert first == f"{int(wanted[0, 1]) + 1}\t{0.1 * (wanted[0, 0] + 1):.3f}", first

    names, values = read(run.out / "e.V_m_nest.dat")
    wanted = run.csv("e.V_m")
    assert names == ["sender", "time_ms", "V_m"], names
    assert values[:, 0].tolist() == [5, 8] * 400
    assert numpy.allclose(values[:, 2].reshape(400, 2), wanted[:, 1:], rtol=0, atol=0.5001e-3)

    names, spikes = read(run.out / "i.spikes_nest.dat")
    wanted = run.csv("i.spikes")
    assert names == ["sender", "time_step", "time_offset"], names
    assert spikes[:, 0].tolist() == (wanted[:, 1] + 21).tolist() and spikes[:, 1].tolist() == (wanted[:, 0] + 1).tolist()
    assert not spikes[:, 2].any()


if __name__ == "__main__":
    main(*sys.argv[1:])
