#!/usr/bin/env python3
"""The recorder mtx writes what Matrix Market's specification says: the lines are read here one by one.

usage: mtx.test.py PROGRAM
"""
import sys

from recorded import Recorded, both, same_bits


def main(program):
    entry = {"of": "w", "variable": "weights", "when": "end"}
    run = Recorded(program, both(entry, "mtx"))
    lines = (run.out / "w.weights_mtx.mtx").read_text().splitlines()
    assert lines[0] == "%%MatrixMarket matrix coordinate real general", lines[0]
    lines = [line for line in lines if not line.startswith("%")]
    entries = [[float(cell) for cell in line.split()] for line in lines[1:]]
    wanted = run.csv("w.weights")
    assert lines[0] == f"20 30 {len(wanted)}", lines[0]
    assert same_bits(entries, wanted[:, 1:] + [1, 1, 0])

    # The weights go back into a network.
    again = Recorded(program, [dict(entry, format="csv")], weights={"file": str(run.out / "w.weights_mtx.mtx")}, learn=False)
    assert same_bits(again.csv("w.weights")[:, 1:], wanted[:, 1:])


if __name__ == "__main__":
    main(*sys.argv[1:])
