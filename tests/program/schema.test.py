#!/usr/bin/env python3
"""The JSON Schema that the program writes accepts what the program accepts, and refuses single mistakes.

usage: schema.test.py PROGRAM FILE_OR_FOLDER...      the network files that must be valid
"""
import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema

GOOD = {
    "bouton": 1, "seed": 1, "dt": 0.5,
    "inputs": [{"name": "stim", "size": 20, "source": {"type": "poisson", "params": {"rate": 0.3}}},
               {"name": "reward", "size": 1}],
    "layers": [{"name": "l1", "type": "lif", "size": 10,
                "params": {"tau": 4, "v0": {"distribution": "normal", "mean": 1, "std": 0.1}}},
               {"name": "l2", "type": "spiking", "size": 10, "params": {"tau": 4}, "input": {"from": "l1", "delay": 2}}],
    "synapses": [{"name": "w", "type": "stdp", "from": "stim", "to": "l1", "syn_type": "exc",
                  "weights": {"distribution": "uniform", "low": 0, "high": 1, "clip": [0, 1]},
                  "connect": {"rule": "fixed_indegree", "indegree": 3},
                  "transform": {"type": "low_pass", "params": {"tau": 2.5}},
                  "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "rule_params": {"Ap": 0.1, "An": 0.1}}}],
    "outputs": ["l1"],
    "record": [{"of": "l1", "variable": "v", "every": 2}],
    "run": [{"steps": 10, "learn": True, "set": {"l1": {"tau": 5}}}, {"repeat": 2, "run": [{"reset": True}]}],
}

# A JSON pointer, and what may be put there: numbers with their units.
QUANTITIES = [
    ("/dt", "0.5 ms"),
    ("/inputs/0/source/params/rate", "50 Hz"),
    ("/inputs/0/source/params/rate", ["50Hz"] * 20),
    ("/inputs/0/source/params/rate", {"values": [50] * 20, "unit": "Hz"}),
    ("/inputs/0/source/params/rate", {"file": "rates.csv", "unit": "Hz"}),
    ("/inputs/0/source/params/rate", {"distribution": "normal", "mean": "50 Hz", "std": 2, "unit": "Hz"}),
    ("/layers/0/params/tau", "-.5e-3 s"),
    ("/layers/1/input/delay", "2 ms"),
    ("/synapses/0/weights", {"constant": "87.8 pA"}),
    ("/synapses/0/weights", {"entries": [[0, 1, "3 pA"]], "unit": "nA"}),
    ("/synapses/0/weights", {"values": [[1, 2]], "unit": "nA"}),
    ("/synapses/0/delay", "1.5 ms"),
    ("/synapses/0/delay", ["1.5 ms"]),
    ("/synapses/0/delay", {"values": [["1.5 ms", 2]], "unit": "ms"}),
    ("/record/0/every", "10 ms"),
    ("/record/0/when", {"start": "1 s", "end": 5000, "phase": "test"}),
    ("/record/0/bin", "5 ms"),
    ("/record/0/reduce", {"histogram": 50, "low": 0, "high": "1 nA"}),
    ("/run/0/steps", "10 s"),
]

# A JSON pointer, and what else may be put there.
FURTHER = [
    ("/record/0/of", ["l1", "l2"]),
    ("/record/0/units", "[0:5]"),
    ("/record/0/units", [3, 1]),
    ("/record/0/units", {"random": 3}),
    ("/record/0/when", "end"),
    ("/record/0/sum", True),
    ("/record/0/reduce", "moments"),
]

# A JSON pointer, and what is put there.
MISTAKES = [
    ("/bouton", 2),
    ("/synapes", []),
    ("/dt", 0),
    ("/seed", -1),
    ("/inputs/0/source/type", "poison"),
    ("/inputs/0/source/type", "lif"),
    ("/inputs/0/source/params/rate", 1.5),
    ("/inputs/0/source/params/rates", 0.3),
    ("/inputs/0/size", 0),
    ("/layers/0/type", "poisson"),
    ("/layers/0/params/taau", 4),
    ("/layers/0/params/tau", 0),
    ("/layers/0/params/tau", "4"),
    ("/layers/0/params/tau", "4e3"),
    ("/layers/0/params/tau", "ms"),
    ("/run/0/steps", "10"),
    ("/synapses/0/params/tre", ["0.5 ms", 0.5]),
    ("/synapses/0/weights", {"values": [[1, 2]], "units": "nA"}),
    ("/layers/0/params/v0/distribution", "gaussian"),
    ("/layers/0/params/v0/sigma", 1),
    ("/layers/1/params", {}),
    ("/layers/1/input/delay", -1),
    ("/synapses/0/syn_type", "excitatory"),
    ("/synapses/0/params/tre", [0.5]),
    ("/synapses/0/params/rule_params/Aq", 0.1),
    ("/synapses/0/params/rule_params", {"Ap": 0.1}),
    ("/synapses/0/connect/rule", "random"),
    ("/synapses/0/connect/p", 0.1),
    ("/synapses/0/transform/type", "lif"),
    ("/inputs/0/size", 4294967295),
    ("/inputs/0/name", "a\x00b"),
    ("/layers/1/input", []),
    ("/synapses/0/delay", 1000001),
    ("/synapses/0/from", ["stim", "l1"]),
    ("/synapses/0/weights", 0.5),
    ("/synapses/0/weights/distribution", "normal"),
    ("/synapses/0/connect", {"rule": "receptive_field"}),
    ("/record/0/name", "../x"),
    ("/run/0", {}),
    ("/run/0", {"learn": True}),
    ("/record/0/every", 0),
    ("/record/0/format", "xml"),
    ("/record/0/of", []),
    ("/record/0/units", [1, 1]),
    ("/record/0/units", {"random": 0}),
    ("/record/0/when", {"from": 3}),
    ("/record/0/bin", 0),
    ("/record/0/reduce", "median"),
    ("/record/0/reduce", {"histogram": 50}),
    ("/run/0/step", 10),
    ("/run/1/run/0/reset", "state"),
]


def without_comments(text):
    """Comments outside of strings become blanks."""
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda m: m.group(1) or " ", text, flags=re.S)


def put(document, pointer, value):
    *path, last = pointer.split("/")[1:]
    for key in path:
        document = document[int(key)] if isinstance(document, list) else document[key]
    document[int(last) if isinstance(document, list) else last] = value


def network_files(paths):
    for path in map(pathlib.Path, paths):
        for file in [path] if path.is_file() else sorted(path.rglob("*.json")):
            document = json.loads(without_comments(file.read_text()))
            if "bouton" in document:
                yield file, document


def main(program, *paths):
    schema = json.loads(subprocess.run([program, "schema"], check=True, capture_output=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = []
    files = list(network_files(paths))
    for file, document in files + [("the test's own network", GOOD)]:
        failures += [f"{file}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
    for pointer, value in QUANTITIES + FURTHER:
        document = copy.deepcopy(GOOD)
        if pointer == "/synapses/0/weights":
            del document["synapses"][0]["connect"]
        put(document, pointer, value)
        failures += [f"{pointer} = {value!r}: {error.message[:200]}" for error in validator.iter_errors(document)]
    for pointer, value in MISTAKES:
        document = copy.deepcopy(GOOD)
        put(document, pointer, value)
        if validator.is_valid(document):
            failures.append(f"{pointer} = {value!r} is accepted")
    print(*failures, sep="\n")
    print(f"{len(files)} files are valid, {len(MISTAKES)} mistakes are refused, {len(failures)} failures")
    return 1 if failures or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
