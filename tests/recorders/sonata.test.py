#!/usr/bin/env python3
"""h5py finds in what the recorder sonata writes what the SONATA guide says.

usage: sonata.test.py PROGRAM
"""
import sys

import h5py
import numpy

from recorded import Recorded, same_bits


def text(attribute):
    return attribute.decode() if isinstance(attribute, bytes) else attribute


def main(program):
    spikes = {"of": ["e", "i"], "variable": "spikes"}
    state = {"of": "e", "variable": "V_m", "every": 4, "units": "5:15", "when": {"start": 100}}
    counts = {"of": "x", "variable": "spikes", "bin": 50}
    run = Recorded(program, [dict(spikes, format="csv"), dict(state, format="csv"), dict(counts, format="csv"),
                             dict(spikes, format="sonata", name="all"), dict(state, format="sonata", name="all"),
                             dict(counts, format="sonata", name="counts")])
    with h5py.File(run.out / "all.h5") as file:
        assert file.attrs["magic"] == 0x0A7A and file.attrs["version"].tolist() == [0, 1]
        assert set(file["spikes"]) == {"e", "i"} and set(file["report"]) == {"e"}
        for population in ("e", "i"):
            group, wanted = file["spikes"][population], run.csv(f"{population}.spikes")
            assert len(wanted) > 5, population
            sorting = group.attrs.get_id("sorting")
            assert h5py.check_enum_dtype(sorting.dtype) == {"none": 0, "by_id": 1, "by_time": 2}
            assert group.attrs["sorting"] == 2
            assert group["timestamps"].dtype == "<f8" and group["node_ids"].dtype == "<u8"
            assert text(group["timestamps"].attrs["units"]) == "ms"
            assert group["node_ids"][:].tolist() == wanted[:, 1].tolist()
            assert same_bits(group["timestamps"][:], [float(f"{step + 1:.0f}e-1") for step in wanted[:, 0]])
        report, wanted = file["report/e"], run.csv("e.V_m")
        assert wanted[0, 0] == 100 and report["data"].shape == (75, 10), report["data"].shape
        assert same_bits(report["data"][:], wanted[:, 1:])
        assert text(report["data"].attrs["units"]) == "mV"
        assert report["mapping/node_ids"][:].tolist() == list(range(5, 15))
        assert report["mapping/index_pointer"][:].tolist() == list(range(11))
        assert text(report["mapping/time"].attrs["units"]) == "ms"
        # The state of step 100 is that at its end, 10.1 ms; the interval ends where the next sample would be.
        assert report["mapping/time"][:].tolist() == [10.1, 40.1, 0.4], report["mapping/time"][:]
    with h5py.File(run.out / "counts.h5") as file:
        assert same_bits(file["report/x/data"][:], run.csv("x.spikes")[:, 1:])
        assert file["report/x/mapping/time"][:].tolist() == [0, 40, 5]
    targets = run.outputs()["all.h5"]["targets"]
    assert [(target["of"], target["variable"]) for target in targets] == [
        ("e", "spikes"), ("i", "spikes"), ("e", "V_m")], targets


if __name__ == "__main__":
    main(*sys.argv[1:])
