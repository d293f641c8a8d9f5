#!/usr/bin/env python3
"""Runs neuron models against traces of NEST and compares them row by row.

usage: check.py PROGRAM CASES [MODEL ...]
CASES/MODEL holds single neurons, CASES/static_delays small nets whose synapses have delays of their own; see README.md.
Each case is written as a network file, run as `PROGRAM run`, and every spike, membrane potential, current and conductance
is compared: spike times must be the same, values within 1e-9 mV (pA), of conductance-based models within 1e-3 mV (nS), or
within the digits of the file. Prints a line per case with the largest difference of V_m and closes with 'N passed, N failed'.
"""
import csv, gzip, json, os, subprocess, sys, tempfile

EXACT, CONDUCTANCES, DIGITS_OF_NETS = 1e-9, 1e-3, 1e-8
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


def tolerance(model):
    return CONDUCTANCES if "_cond_" in model else EXACT


def steps(time, h):
    """How many steps of h a time on the grid is."""
    n = round(time / h)
    assert abs(n * h - time) < 1e-6, f"{time} ms is not on the grid of {h} ms"
    return n


def network(h, model, size, values, last_row, variables):
    """Neurons with these parameters and initial state, recorded up to the row at `last_row` ms; as yet without input."""
    params = {k: v for k, v in values.items() if k not in STATE + LEFT_OUT}
    initial = {k: values[k] for k in STATE if k in values}
    return {"bouton": 1, "dt": h, "inputs": [], "synapses": [],
            "layers": [{"name": "n", "type": model, "size": size, "params": params, "initial": initial}],
            "record": [{"of": "n", "variable": v, "format": "csv"} for v in ["spikes"] + variables],
            "run": [{"steps": steps(last_row, h)}]}


def spike_times(name, trains):
    """An input whose units spike at given times: the end of the step that publishes the spike."""
    times = [[time, unit] for unit, train in enumerate(trains) for time in train]
    return {"name": name, "size": len(trains),
            "source": {"type": "spike_times", "params": {"times": [t for t, _ in times], "units": [u for _, u in times]}}}


def synapses(source, connections, h):
    """Connections (post, pre, weight, delay in ms); inhibitory ones, with a weight below 0, are magnitudes at `inh`."""
    for sign, kind in (1, "exc"), (-1, "inh"):
        entries = [[post, pre, abs(w), steps(delay, h)] for post, pre, w, delay in connections if w * sign > 0]
        if entries:
            yield {"name": f"{source}_{kind}", "type": "static", "from": source, "to": "n", "syn_type": kind,
                   "weights": {"entries": entries, "multapses": True}}


class Case:
    """A network, and what it must do: `rows` of values by variable and time, and spikes (time, unit)."""

    def __init__(self, name, doc, spikes, rows, limit):
        self.name, self.doc, self.spikes, self.rows, self.limit = name, doc, spikes, rows, limit

    def compare(self, out):
        """What differs, or None; and the largest difference of V_m."""
        h, largest = self.doc["dt"], 0.0
        for variable, wanted in self.rows.items():
            got = table(f"{out}/n.{variable}.csv")
            for time, values in wanted:
                row = got[steps(time, h) - 1]  # the state after the step that ends then
                for unit, want in enumerate(values):
                    difference = abs(float(row[str(unit)]) - want)
                    if variable == "V_m":
                        largest = max(largest, difference)
                    if not difference <= self.limit:
                        return f"{variable} of unit {unit} at {time} ms is {row[str(unit)]}, wanted {want}", largest
        got = sorted((int(row["step"]) + 1, int(row["index"])) for row in table(f"{out}/n.spikes.csv"))
        want = sorted((steps(time, h), unit) for time, unit in self.spikes)
        if got != want:
            return f"{len(got)} spikes (step, unit), wanted {len(want)}: {sorted(set(got) ^ set(want))[:6]} differ", largest
        return None, largest


def neuron(folder, name):
    """A parameter set under a protocol at a resolution."""
    protocol, trace = load(f"{folder}/{name}.json"), table(f"{folder}/{name}.trace.csv")
    values = load(f"{folder}/{protocol['parameter_set']}.params.json")["all_parameters_and_initial_state"]
    h, model = protocol["resolution_ms"], protocol["model"]
    columns = [column for column in trace[0] if column != "time_ms"]
    values["I_e"] = protocol.get("I_e", values["I_e"])
    doc = network(h, model, 1, values, float(trace[-1]["time_ms"]), columns)
    if generator := protocol.get("step_current_generator"):
        params = {"times": generator["amplitude_times"], "amplitudes": generator["amplitude_values"]}
        doc["inputs"].append({"name": "step_current", "size": 1, "source": {"type": "step_current", "params": params}})
        doc["layers"][0]["input"] = {"from": "step_current", "port": "current",
                                     "delay": steps(protocol["connection_delay_ms"], h)}
    # Each spike has a weight and a delay of its own, so each is a unit of the input.
    inputs = table(f"{folder}/{name}.input.csv")
    if inputs:
        doc["inputs"].append(spike_times("spikes", [[float(row["emitted_ms"])] for row in inputs]))
        connections = [(0, i, float(row["weight"]), float(row["delay_ms"])) for i, row in enumerate(inputs)]
        doc["synapses"] += synapses("spikes", connections, h)
    spikes = [(float(row["time_ms"]), 0) for row in table(f"{folder}/{name}.spikes.csv")]
    rows = {c: [(float(row["time_ms"]), [float(row[c])]) for row in trace] for c in columns}
    return Case(f"{model} {name}", doc, spikes, rows, tolerance(model))


def net(folder, name):
    """Sources that spike at given times lead to neurons, each synapse with a weight and a delay of its own."""
    facts, trace = load(f"{folder}/{name}.json"), table(f"{folder}/{name}.V_m.csv")
    h, model, prefix = facts["resolution_ms"], facts["model"], name.split(".")[0]
    units = [column for column in trace[0] if column != "time_ms"]
    doc = network(h, model, len(units), {**facts["neuron"], "I_e": facts["I_e"]}, float(trace[-1]["time_ms"]), ["V_m"])
    connections = []
    for row in table(f"{folder}/{prefix}.connections.csv"):
        source = int(row["source"])
        unit_weight = facts["w_exc"] if source < 24 else facts["w_inh"]
        connections.append((int(row["target"]), source, float(row["weight_multiple"]) * unit_weight, float(row["delay_ms"])))
    trains = [[] for _ in range(30)]
    for row in table(f"{folder}/{prefix}.sources.csv"):
        trains[int(row["source"])].append(float(row["spike_ms"]))
    doc["inputs"].append(spike_times("sources", trains))
    doc["synapses"] += synapses("sources", connections, h)
    last = float(trace[-1]["time_ms"])
    spikes = [(float(row["time_ms"]), int(row["neuron"])) for row in table(f"{folder}/{name}.spikes.csv")]
    rows = {"V_m": [(float(row["time_ms"]), [float(row[unit]) for unit in units]) for row in trace]}
    return Case(f"{model} {name}", doc, [s for s in spikes if s[0] <= last], rows, max(DIGITS_OF_NETS, tolerance(model)))


def run(program, case):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/network.json", "w") as f:
            json.dump(case.doc, f)
        done = subprocess.run([program, "run", f"{folder}/network.json", "--out", f"{folder}/out"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            return f"exit {done.returncode}: {(done.stderr or done.stdout).strip()[-400:]}", 0.0
        try:
            return case.compare(f"{folder}/out")
        except (OSError, ValueError, KeyError, IndexError) as error:
            return f"{type(error).__name__}: {error}", 0.0


def main():
    program, cases, only = sys.argv[1], sys.argv[2], sys.argv[3:]
    passed = failed = 0
    for kind in sorted(os.listdir(cases)):
        folder, read = f"{cases}/{kind}", net if kind == "static_delays" else neuron
        names = sorted(f.removesuffix(".json") for f in os.listdir(folder)
                       if f.endswith(".json") and not f.endswith(".params.json"))
        for name in names:
            case = read(folder, name)
            if only and case.name.split()[0] not in only:
                continue
            why, largest = run(program, case)
            print(f"{'ok    ' if why is None else 'FAILED'} {case.name}: "
                  f"{f'V_m within {largest:.1e} mV' if why is None else why}")
            passed, failed = passed + (why is None), failed + (why is not None)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
