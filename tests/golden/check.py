#!/usr/bin/env python3
"""Runs the neuron models against traces of NEST and compares them row by row.

usage: check.py PROGRAM CASES [MODEL ...]
In CASES/MODEL lies, for each parameter set and protocol, what README.md says. Each case is written as a network file, run
as `PROGRAM run`, and every spike, membrane potential, current and conductance is compared: spike times must be the same,
values within 1e-9 mV (pA), of conductance-based models within 1e-3 mV (nS). Prints a line per case with the largest
difference of V_m and closes with 'N passed, N failed'.
"""
import csv, gzip, json, os, subprocess, sys, tempfile
from collections import defaultdict

EXACT, CONDUCTANCES = 1e-9, 1e-3
# What NEST shows beside the parameters: state, and parameters of features that no model here has.
STATE = ["V_m", "g_ex", "g_in"]
LEFT_OUT = ["delta", "rho", "ignore_and_spike", "ignore_and_spike_interval", "ignore_and_spike_offset"]


def load(path):
    with open(path) as f:
        return json.load(f)


def table(path):
    """The rows of a CSV file, gzipped or not; none if there is no such file."""
    if os.path.exists(path + ".gz"):
        with gzip.open(path + ".gz", "rt", newline="") as f:
            return list(csv.DictReader(f))
    if not os.path.exists(path):
        return []
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


class Case:
    """One parameter set under one protocol at one resolution."""

    def __init__(self, folder, name):
        self.name, self.path = name, f"{folder}/{name}"
        self.protocol = load(self.path + ".json")
        self.h = self.protocol["resolution_ms"]
        self.model = self.protocol["model"]
        self.all = load(f"{folder}/{self.protocol['parameter_set']}.params.json")["all_parameters_and_initial_state"]
        self.trace = table(self.path + ".trace.csv")
        self.spikes = [float(row["time_ms"]) for row in table(self.path + ".spikes.csv")]

    def steps(self, time):
        """How many steps a time on the grid is."""
        n = round(time / self.h)
        assert abs(n * self.h - time) < 1e-6, f"{time} ms is not on the grid of {self.h} ms"
        return n

    def network(self):
        params = {k: v for k, v in self.all.items() if k not in STATE + LEFT_OUT}
        params["I_e"] = self.protocol.get("I_e", params["I_e"])
        neuron = {"name": "n", "type": self.model, "size": 1, "params": params,
                  "initial": {k: self.all[k] for k in STATE if k in self.all}}
        doc = {"bouton": 1, "dt": self.h, "inputs": [], "layers": [neuron], "synapses": [],
               "record": [{"of": "n", "variable": v, "format": "csv"} for v in ["spikes"] + self.variables()],
               "run": [{"steps": len(self.trace)}]}
        self.add_current(doc)
        self.add_spikes(doc)
        return doc

    def variables(self):
        return [column for column in self.trace[0] if column != "time_ms"]

    def add_current(self, doc):
        generator = self.protocol.get("step_current_generator")
        if not generator:
            return
        # A new amplitude holds in the steps that begin at its time or later.
        amplitude, values = 0.0, []
        changes = {self.steps(t): a for t, a in zip(generator["amplitude_times"], generator["amplitude_values"])}
        for step in range(len(self.trace)):
            amplitude = changes.get(step, amplitude)
            values.append([self.protocol["weight"] * amplitude])
        doc["inputs"].append(sequence("step_current", values))
        doc["layers"][0]["input"] = {"from": "step_current", "port": "current",
                                     "delay": self.steps(self.protocol["connection_delay_ms"])}

    def add_spikes(self, doc):
        """One input and one synapse for each delay and sign; a unit of the input for each weight."""
        trains = defaultdict(lambda: defaultdict(list))
        for row in table(self.path + ".input.csv"):
            weight = float(row["weight"])
            port = "exc" if weight > 0 else "inh"
            trains[float(row["delay_ms"]), port][abs(weight)].append(float(row["emitted_ms"]))
        for (delay, port), train in sorted(trains.items()):
            values = [[0] * len(train) for _ in self.trace]
            for unit, times in enumerate(train.values()):
                for time in times:
                    values[self.steps(time) - 1][unit] += 1  # a spike has the time of the end of its step
            name = f"{port}_{self.steps(delay)}"
            doc["inputs"].append(sequence(name, values))
            doc["synapses"].append({"name": "from_" + name, "type": "static", "from": name, "to": "n", "syn_type": port,
                                    "weights": [list(train)], "delay": self.steps(delay)})

    def compare(self, out):
        """What differs, or None; and the largest difference of V_m."""
        tolerance = CONDUCTANCES if "_cond_" in self.model else EXACT
        largest = 0.0
        for variable in self.variables():
            got = [float(row["0"]) for row in table(f"{out}/n.{variable}.csv")]
            if len(got) != len(self.trace):
                return f"{len(got)} rows of {variable}, wanted {len(self.trace)}", largest
            for value, row in zip(got, self.trace):
                difference = abs(value - float(row[variable]))
                if variable == "V_m":
                    largest = max(largest, difference)
                if not difference <= tolerance:
                    return f"{variable} at {row['time_ms']} ms is {value}, wanted {row[variable]}", largest
        got = [self.h * (int(row["step"]) + 1) for row in table(f"{out}/n.spikes.csv")]
        if len(got) != len(self.spikes) or any(abs(a - b) > 1e-6 for a, b in zip(got, self.spikes)):
            return f"spikes at {got}, wanted {self.spikes}", largest
        return None, largest


def sequence(name, values):
    return {"name": name, "size": len(values[0]), "source": {"type": "sequence", "params": {"values": values}}}


def run(program, case):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/network.json", "w") as f:
            json.dump(case.network(), f)
        done = subprocess.run([program, "run", f"{folder}/network.json", "--out", f"{folder}/out"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            return f"exit {done.returncode}: {(done.stderr or done.stdout).strip()[-400:]}", 0.0
        try:
            return case.compare(f"{folder}/out")
        except (OSError, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}", 0.0


def main():
    program, cases, only = sys.argv[1], sys.argv[2], sys.argv[3:]
    models = sorted(d for d in os.listdir(cases) if os.path.isdir(f"{cases}/{d}"))
    passed = failed = 0
    for model in models:
        if only and model not in only:
            continue
        folder = f"{cases}/{model}"
        names = sorted(f.removesuffix(".json") for f in os.listdir(folder)
                       if f.endswith(".json") and not f.endswith(".params.json"))
        for name in names:
            why, largest = run(program, Case(folder, name))
            print(f"{'ok    ' if why is None else 'FAILED'} {model} {name}: "
                  f"{f'V_m within {largest:.1e} mV' if why is None else why}")
            passed, failed = passed + (why is None), failed + (why is not None)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
