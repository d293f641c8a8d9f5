"""The README's recipe for reading what a run writes, on each kind of file.

usage: recipe.test.py PROGRAM README.md
"""
import json, os, re, subprocess, sys, tempfile, warnings

import numpy

program, readme = sys.argv[1:]
program = os.path.abspath(program)
with open(readme) as f:
    recipe = re.search(r"`(numpy\.genfromtxt\([^`]*\))`", f.read()).group(1)

os.chdir(tempfile.mkdtemp())
with open("images.idx", "wb") as f:
    f.write(bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 255, 0, 0, 255]))
with open("labels.idx", "wb") as f:
    f.write(bytes([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]))


def spikes(name, rows):
    return {"name": name, "size": 1, "source": {"type": "sequence", "params": {"values": rows}}}


network = {
    "bouton": 1,
    "data": [{"name": "d", "type": "idx", "params": {"images": "images.idx", "labels": "labels.idx"}}],
    "inputs": [
        spikes("none", [[0]]),
        spikes("one", [[0], [0], [1], [0], [0], [0]]),
        {"name": "image", "size": 2, "source": {"type": "periodic", "params": {"rate": {"data": "images"}}}},
    ],
    "layers": [{"name": "l", "type": "lif", "size": 2, "params": {"tau": 1}}],
    "synapses": [{"name": "w", "type": "static", "from": "image", "to": "l", "weights": [[9, 0.25], [0, 9]]}],
    "record": [
        {"of": "none", "variable": "spikes"},
        {"of": "one", "variable": "spikes"},
        {"of": "l", "variable": "v", "when": "end"},
        {"of": "w", "variable": "weights", "when": "end"},
    ],
    "readout": {"of": "l", "rule": "spike_count"},
    "run": [{"name": "test", "trials": {"data": "d"}, "steps": 3, "reset": "none", "learn": False}],
}
with open("network.json", "w") as f:
    json.dump(network, f)
subprocess.run([program, "run", "network.json", "--quiet"], check=True)


def read(file):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a file has no line of numbers
        return eval(recipe)


def same(found, wanted):
    assert found.shape == numpy.shape(wanted) and numpy.array_equal(found, wanted, equal_nan=True), found


assert read("out/none.spikes.csv").size == 0
same(read("out/one.spikes.csv"), [[2, 0]])
assert read("out/l.v.csv").shape == (1, 3)
same(read("out/w.weights.csv"), [[5, 0, 0, 9], [5, 0, 1, 0.25], [5, 1, 0, 0], [5, 1, 1, 9]])
predictions = read("out/predictions.csv")
same(predictions[:, :4], [[numpy.nan, 0, 0, 0], [numpy.nan, 1, 1, 1]])
