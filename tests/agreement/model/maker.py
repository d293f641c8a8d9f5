"""Random network files: all kinds of inputs, neurons and synapses mixed, loops, delays, phases."""
import numpy as np

from model import listed


class Maker:
    """One network file, drawn from a seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.dt = self.pick(0.5, 1.0, 2.0)
        self.inputs, self.layers, self.synapses = [], [], []
        self.sizes = {}
        self.negative = set()  # inputs that cannot be conductances
        for _ in range(self.between(1, 3)):
            self.add_input(self.between(1, self.pick(8, 8, 40)))
        for _ in range(self.between(1, 5)):
            self.add_layer()
        for layer in self.layers:
            self.add_synapse(self.any_source(layer, self.pick("in", "in", "")), layer)
            for _ in range(self.between(0, 2)):
                self.add_synapse(self.any_source(layer), layer)
            if self.chance(0.25):
                self.feed_directly(layer)
        self.conductances = {e["name"] for e in self.layers if e["type"] == "bio_lif"}
        self.random.shuffle(self.layers)
        self.random.shuffle(self.synapses)
        self.document = {
            "bouton": 1, "seed": int(seed), "dt": self.dt,
            "inputs": self.inputs, "layers": self.layers, "synapses": self.synapses,
            "record": self.records(), "run": self.phases()}

    def chance(self, p):
        return bool(self.random.random() < p)

    def pick(self, *choices):
        return choices[self.random.integers(len(choices))]

    def between(self, low, high):
        return int(self.random.integers(low, high + 1))

    def number(self, low, high):
        return float(self.random.uniform(low, high))

    def numbers(self, low, high, *shape):
        return self.random.uniform(low, high, shape).tolist()

    def one_or_each(self, low, high, size):
        return self.number(low, high) if self.chance(0.5) else self.numbers(low, high, size)

    def add_input(self, size):
        name = f"in{len(self.inputs)}"
        kind = self.pick("sequence", "sequence", "periodic", "constant", "poisson")
        if kind == "sequence":
            rows = self.between(1, 40)
            values = self.random.random((rows, size)) < self.number(0.1, 0.7)
            if self.chance(0.4):
                low = self.pick(-1, 0)
                values = values * self.random.uniform(low, 2, (rows, size))
                if low < 0:
                    self.negative.add(name)
            params = {"values": values.astype(float).tolist()}
        elif kind == "constant":
            params = {"value": self.one_or_each(0.1, 1.5, size)}
        else:
            params = {"rate": self.one_or_each(0.05, 0.9, size)}
            if self.chance(0.3):
                params["scale"] = self.number(0.3, 1.0)
        self.inputs.append({"name": name, "size": size, "source": {"type": kind, "params": params}})
        self.sizes[name] = size
        return name

    def add_layer(self):
        name, size = f"l{len(self.layers)}", self.between(1, self.pick(9, 9, 40))
        kind = self.pick("lif", "spiking", "lif_rec", "spiking_rec", "bio_lif")
        params = self.neuron_params(kind, size)
        if kind.endswith("_rec"):
            params["Wrec"] = self.numbers(-0.7, 0.7, size, size)
        self.layers.append({"name": name, "type": kind, "size": size, "params": params})
        self.sizes[name] = size

    def neuron_params(self, kind, size):
        params = {"spike_at_threshold": self.chance(0.5)} if self.chance(0.6) else {}
        if kind == "bio_lif":
            params["nudt"] = self.number(0.1, 0.6)
            if self.chance(0.6):
                params["v0"] = self.one_or_each(0.05, 0.4, size)
        else:
            params["tau"] = self.number(0.5, 8)
            if self.chance(0.6):
                params["v0"] = self.one_or_each(0.05, 0.8, size)
            if self.chance(0.05):
                params["v0"] = 0.0  # reached, but not exceeded, by a unit that nothing has reached
            if self.chance(0.6):
                params["refr"] = self.chance(0.5)
        return params

    def any_source(self, layer, prefix=""):
        names = [n for n in self.sizes if layer["type"] != "bio_lif" or n not in self.negative]
        names = [n for n in names if n.startswith(prefix)]
        return self.pick(*names) if names else self.constant_input(self.between(1, 8))

    def constant_input(self, size):
        name = f"in{len(self.inputs)}"
        params = {"value": self.numbers(0, 1, size)}
        source = {"type": "constant", "params": params}
        self.inputs.append({"name": name, "size": size, "source": source})
        self.sizes[name] = size
        return name

    def least_delay(self, source, layer):
        """0 only where it forms no cycle: from inputs, and from layers with a lower number."""
        return 0 if source.startswith("in") or source < layer["name"] else 1

    def add_synapse(self, source, layer):
        post = layer["size"]
        conductance = layer["type"] == "bio_lif"  # a negative one would have no meaning
        kinds = ["static", "base", "stdp", "plastic", "mod_stdp", "ternary", "mse"]
        kind = self.pick(*kinds + ["one_to_one"] * 4 * (self.sizes[source] == post))
        s = {"name": f"s{len(self.synapses)}", "type": kind, "from": source, "to": layer["name"]}
        if conductance:
            s["syn_type"] = self.pick("exc", "exc", "inh")
        elif self.chance(0.7):
            s["syn_type"] = self.pick("exc", "exc", "inh", "hybrid")
        low = 0 if conductance else self.pick(0, 0, -0.5)
        high = self.number(0.5, 2.5)
        if kind == "one_to_one":
            s["weights"] = self.one_or_each(low, high, post)
        else:
            self.add_weights(s, low, high, post)
        if kind in ("stdp", "plastic", "mod_stdp", "ternary", "mse"):
            s["params"] = self.plastic_params(kind, high, conductance)
        if kind in ("mod_stdp", "ternary", "mse"):
            sizes = [name for name, size in self.sizes.items() if size in (1, post)]
            new = self.chance(0.4) or not sizes
            s["from"] = [source, self.add_input(self.pick(1, post)) if new else self.pick(*sizes)]
        self.add_delays(s, layer)
        for _, key in zip(listed(s["from"]), ("transform", "transform_mod")):
            if self.chance(0.4):
                s[key] = self.transform()
        self.synapses.append(s)

    def add_weights(self, s, low, high, post):
        pre = self.sizes[s["from"]]
        values = self.random.uniform(low, high, (post, pre)) * 3 / pre ** 0.5
        form = self.pick("dense", "dense", "zeros", "entries", "pairs", "constant")
        there = self.random.random((post, pre)) < 0.6
        if form in ("zeros", "pairs"):
            values = values * there
        s["weights"] = values.tolist()
        if form == "pairs":
            s["connect"] = {"rule": "pairs", "pairs": np.argwhere(there).tolist()}
        if form in ("pairs", "constant"):
            s["weights"] = {"constant": self.number(low, high)}
        if form == "entries":
            pairs = np.argwhere(there).tolist()
            s["weights"] = {"entries": [[i, j, float(values[i, j])] for i, j in pairs]}

    def plastic_params(self, kind, high, conductance):
        params = {"tre": self.trace(), "tro": self.trace(), "rule_params": self.rule_params(kind)}
        if self.chance(0.6):
            params["Wlim"] = self.number(0.4, 1.2) * high
        if self.chance(0.4):
            params["Wmin"] = self.number(0 if conductance else -0.8, 0.2)
        if self.chance(0.4):
            params["tracelim"] = self.number(0.3, 3)
        if kind not in ("stdp", "plastic") and self.chance(0.7):
            params["trm"] = self.trace()
        return params

    def trace(self):
        return [self.number(0.1, 1), self.number(0, 0.95)]

    def rule_params(self, kind):
        if kind == "mse":
            return {"lr": self.number(0.005, 0.1)}
        return {"Ap": self.number(-0.02, 0.2), "An": self.number(-0.02, 0.2)}

    def add_delays(self, s, layer):
        names = listed(s["from"])
        delays = [self.between(self.least_delay(name, layer), 4) for name in names]
        if not self.chance(0.5):
            return
        if len(names) == 1 or self.chance(0.3):  # the carrier's alone
            delays = delays[0]
        s["delay"] = delays
        if self.chance(0.3):
            del s["delay"]
            s["delay_ms"] = (np.array(delays) * self.dt).tolist()

    def transform(self):
        kind = self.pick("low_pass", "pass_through")
        return {"type": kind, "params": self.transform_params(kind)}

    def transform_params(self, kind):
        params = {"tau": self.number(0.5, 6)} if kind == "low_pass" else {}
        if self.chance(0.6):
            params["delay"] = self.chance(0.7)
        return params

    def feed_directly(self, layer):
        equal = [n for n in self.sizes
                 if self.sizes[n] == layer["size"] and n not in self.negative]
        source = self.pick(*equal) if self.chance(0.6) else self.constant_input(layer["size"])
        given = {"from": source}
        if self.chance(0.5):
            given["delay"] = self.between(self.least_delay(source, layer), 3)
        if layer["type"] == "bio_lif":
            given["port"] = self.pick("exc", "inh")
        layer["input"] = self.pick(given, [given], given if "port" in given else source)

    def records(self):
        records = [{"of": i["name"], "variable": "output"} for i in self.inputs]
        for layer in self.layers:
            records += [{"of": layer["name"], "variable": "spikes"},
                        {"of": layer["name"], "variable": "v", "every": self.pick(1, 1, 3)}]
        for s in self.synapses:
            when = self.pick({"when": "end"}, {"every": self.between(1, 9)})
            records.append({"of": s["name"], "variable": "weights", **when})
            if "tre" in s.get("params", {}):
                names = ["pre_trace", "post_trace"] + ["mod_trace"] * isinstance(s["from"], list)
                records += [{"of": s["name"], "variable": name} for name in names]
            records += [{"of": f"{s['name']}.{key}", "variable": "output"}
                        for key in ("transform", "transform_mod") if key in s]
        return records

    def phases(self):
        phases = []
        for _ in range(self.between(1, 4)):
            phase = {"steps": self.between(1, 40)}
            if self.chance(0.5):
                phase["learn"] = self.chance(0.6)
            if self.chance(0.3):
                phase["reset"] = True
            elif self.chance(0.3):
                phases.append({"reset": True})
            if self.chance(0.4):
                phase["set"] = self.changes()
            if self.chance(0.2):
                phase["repeat"] = self.between(2, 3)
            if self.chance(0.2):
                then = {"steps": self.between(1, 9), "learn": self.chance(0.5)}
                phase = {"repeat": 2, "run": [phase, then]}
            phases.append(phase)
        return phases

    def changes(self):
        """New values for some parameters of some elements."""
        changes = {}
        for e in self.inputs:
            kind, size = e["source"]["type"], e["size"]
            if self.chance(0.3) and kind in ("periodic", "poisson"):
                rate = self.one_or_each(0.05, 0.9, size)
                changes[e["name"]] = {"rate": rate, "scale": self.number(0.3, 1)}
            elif self.chance(0.3) and kind == "constant":
                changes[e["name"]] = {"value": self.one_or_each(0.1, 1.5, size)}
            elif self.chance(0.3) and kind == "sequence":
                changes[e["name"]] = {"values": self.numbers(0, 1.5, self.between(1, 20), size)}
        for e in self.layers:
            if self.chance(0.3):
                changes[e["name"]] = self.neuron_params(e["type"], e["size"])
                if e["type"].endswith("_rec") and self.chance(0.5):
                    changes[e["name"]]["Wrec"] = self.numbers(-0.7, 0.7, e["size"], e["size"])
        for s in self.synapses:
            if "tre" in s.get("params", {}) and self.chance(0.4):
                new = self.plastic_params(s["type"], 1.5, s["to"] in self.conductances)
                changes[s["name"]] = {key: new[key] for key in new if self.chance(0.5)}
            for key in ("transform", "transform_mod"):
                if key in s and self.chance(0.4):
                    changes[f"{s['name']}.{key}"] = self.transform_params(s[key]["type"])
        return {name: values for name, values in changes.items() if values}
