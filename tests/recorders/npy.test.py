#!/usr/bin/env python3
"""numpy loads what the recorder npy writes, mapped or not.

usage: npy.test.py PROGRAM
"""
import sys

import numpy

from recorded import Recorded, both, same_bits


def main(program):
    run = Recorded(program, [
        *both({"of": "e", "variable": "spikes"}, "npy"), *both({"of": "e", "variable": "V_m", "every": 3}, "npy"),
        *both({"of": "e", "variable": "V_m", "units": [2, 3, 11], "name": "some"}, "npy"),
        *both({"of": "w", "variable": "weights", "every": 100}, "npy"), *both({"of": "x", "variable": "spikes", "bin": 50}, "npy")])
    for mode in (None, "r"):
        load = lambda name: numpy.load(run.out / f"{name}_npy.npy", mmap_mode=mode)
        spikes, wanted = load("e.spikes"), run.csv("e.spikes")
        assert spikes.dtype == [("step", "<u8"), ("index", "<u4")], spikes.dtype
        assert len(wanted) > 50, len(wanted)
        assert spikes["step"].tolist() == wanted[:, 0].tolist() and spikes["index"].tolist() == wanted[:, 1].tolist()
        for name, rows, columns in (("e.V_m", 134, 20), ("some", 400, 3), ("x.spikes", 8, 30)):
            values, wanted = load(name), run.csv(name)
            assert values.shape == (rows, columns), values.shape
            assert same_bits(values, wanted[:, 1:]), name
            assert numpy.load(run.out / f"{name}_npy.steps.npy").tolist() == wanted[:, 0].tolist(), name
        weights, wanted = load("w.weights"), run.csv("w.weights")
        for i, key in enumerate(("step", "post", "pre")):
            assert weights[key].tolist() == wanted[:, i].tolist(), key
        assert same_bits(weights["value"], wanted[:, 3])
    assert run.outputs()["e.V_m_npy.npy"]["format"] == "npy"
    empty = Recorded(program, [{"of": "e", "variable": "spikes", "format": "npy"}], steps=0)
    assert len(numpy.load(empty.out / "e.spikes.npy")) == 0


if __name__ == "__main__":
    main(*sys.argv[1:])
