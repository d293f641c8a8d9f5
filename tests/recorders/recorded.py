"""A network with spikes, state and weights, recorded in several formats at once."""
import json
import pathlib
import subprocess
import tempfile

import numpy


def network(records, steps=400, weights=None, learn=True):
    connect = {} if weights else {"connect": {"rule": "fixed_probability", "p": 0.4}}
    return {
        "bouton": 1, "seed": 3, "dt": 0.1,
        "inputs": [{"name": "x", "size": 30, "source": {"type": "poisson", "params": {"rate": 0.05}}}],
        "layers": [{"name": "e", "type": "iaf_psc_exp", "size": 20},
                   {"name": "i", "type": "iaf_psc_exp", "size": 5}],
        "synapses": [{"name": "xe", "type": "static", "from": "x", "to": "e", "syn_type": "exc",
                      "weights": {"constant": 900}},
                     {"name": "xi", "type": "static", "from": "x", "to": "i", "syn_type": "exc",
                      "weights": {"constant": 900}},
                     {"name": "w", "type": "stdp", "from": "x", "to": "e", "syn_type": "exc",
                      "weights": weights or {"distribution": "uniform", "low": 0, "high": 1}, **connect,
                      "params": {"tre": [0.9, 0.5], "tro": [0.9, 0.5], "rule_params": {"Ap": 0.1, "An": 0.1},
                                 "Wlim": 2}}],
        "record": records, "run": [{"steps": steps, "learn": learn}]}


def both(entry, format, **params):
    """The same as CSV, under its own name, and in another format, under a name that ends with the format's."""
    name = entry.get("name", f"{entry['of']}.{entry['variable']}")
    return [dict(entry, format="csv"), dict(entry, name=f"{name}_{format}", format=format, params=params)]


class Recorded:
    """A run whose outputs are read."""

    def __init__(self, program, records, **more):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        (self.path / "net.json").write_text(json.dumps(network(records, **more)))
        done = subprocess.run([pathlib.Path(program).resolve(), "run", "net.json", "--quiet"], cwd=self.path,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.out = self.path / "out"

    def csv(self, name):
        """Rows of numbers; what CSV holds reads back to the same bits."""
        return numpy.loadtxt(self.out / f"{name}.csv", delimiter=",", skiprows=1, ndmin=2)

    def outputs(self):
        return {output["file"]: output for output in json.loads((self.out / "run.json").read_text())["outputs"]}


def same_bits(a, b):
    a, b = numpy.ascontiguousarray(a, dtype="<f8"), numpy.ascontiguousarray(b, dtype="<f8")
    return a.shape == b.shape and a.tobytes() == b.tobytes()
