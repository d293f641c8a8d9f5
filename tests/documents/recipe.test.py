#!/usr/bin/env python3
"""The README's recipe reads what runs write, however few lines there are.

usage: recipe.test.py PROGRAM SOURCE_FOLDER
"""
import os
import pathlib
import re
import sys
import warnings

import numpy

from workplace import Workplace


def recipe_of(readme):
    found = re.search(r"<!-- recipe -->\n```python\n(.*?)```", readme, re.S)
    assert found, "README.md has no recipe in Python"
    return found.group(1)


def network(rows, images, workplace, name="a#1"):
    """An input that plays rows of spikes to four units, and trials of one step over a data set with two classes."""
    data = workplace.write_samples([[255 * x for x in image] for image in images], [i % 2 for i in range(len(images))])
    return {
        "bouton": 1,
        "data": [data],
        "inputs": [{"name": "l1", "size": 4, "source": {"type": "sequence", "params": {"values": rows}}},
                   {"name": "x", "size": 2, "source": {"type": "constant", "params": {"value": {"data": "images"}}}}],
        "layers": [{"name": "out", "type": "lif", "size": 2, "params": {"tau": 2, "v0": 0.1}}],
        "synapses": [{"name": "w", "type": "static", "from": "x", "to": "out", "weights": [[1, 0], [0, 1]]}],
        "record": [{"of": "l1", "variable": "spikes"}, {"of": "l1", "variable": "output", "name": "l1.v"},
                   {"of": "w", "variable": "weights", "when": "end"}],
        "readout": {"of": "out", "rule": "spike_count"},
        "run": [{"name": name, "trials": {"data": "data"}, "steps": 1, "learn": False}],
    }


def main(program, source):
    code = recipe_of((pathlib.Path(source) / "README.md").read_text())
    workplace = Workplace(program)

    def read(rows, images):
        done = workplace.run(network(rows, images, workplace), "--quiet")
        assert done.returncode == 0, done.stderr
        os.chdir(workplace.path)
        names = {}
        with warnings.catch_warnings(action="error"):
            exec(code, names)
        return names

    none = read([[0, 0, 0, 0]], [[0, 0]])
    assert none["spikes"]["step"].tolist() == [], none["spikes"]
    assert none["v"].tolist() == [0], none["v"]
    assert numpy.isnan(none["trials"]["predicted"]).tolist() == [True], none["trials"]
    assert none["accuracy"] == 0, none["accuracy"]

    one = read([[0, 0, 0, 1]], [[1, 0]])
    assert one["spikes"]["step"].tolist() == [0] and one["spikes"]["index"].tolist() == [3], one["spikes"]
    assert one["v"].tolist() == [1], one["v"]
    assert one["accuracy"] == 1, one["accuracy"]

    several = read([[0, 1, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]], [[1, 0], [0, 1], [0, 0], [1, 0]])
    # Each of the four trials begins anew, with the first row.
    assert several["spikes"]["step"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3], several["spikes"]
    assert several["spikes"]["index"].tolist() == [1, 3] * 4, several["spikes"]
    assert several["v"].tolist() == [1, 1, 1, 1], several["v"]
    assert several["trials"]["target"].tolist() == [0, 1, 0, 1], several["trials"]
    assert several["trials"]["predicted"][[0, 1, 3]].tolist() == [0, 1, 0], several["trials"]
    assert several["accuracy"] == 0.5, several["accuracy"]
    weights = several["read"]("out/w.weights.csv")
    assert weights["value"].tolist() == [1, 0, 0, 1], weights
    confusion = several["read"]("out/confusion.csv")
    assert [confusion[c].tolist() for c in ("0", "1", "none")] == [[1, 1], [0, 1], [1, 0]], confusion
    print("the recipe reads recordings, predictions and the confusion matrix")


if __name__ == "__main__":
    main(*sys.argv[1:])
