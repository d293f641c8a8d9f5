"""What inputs, neurons, transforms and synapses compute in a step, in dense numpy."""
import numpy as np

ALIASES = {"spiking": "lif", "spiking_rec": "lif_rec", "base": "static", "plastic": "stdp"}


def merge(into, changes):
    for key, value in changes.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


class Element:
    """Something with parameters, state that a reset clears, and variables that can be recorded."""

    defaults = {}

    def __init__(self, size, params):
        self.size = size
        self.params = {}
        merge(self.params, self.defaults)
        merge(self.params, params)
        self.reset()

    def __getitem__(self, name):
        return self.params[name]

    def reset(self):
        pass


class Sequence(Element):
    def reset(self):
        self.row = 0

    def step(self):
        values = self["values"]
        row = self.row % len(values)
        self.row = (row + 1) % len(values)
        return np.array(values[row], float)


class Constant(Element):
    defaults = {"value": 1.0}

    def step(self):
        return np.ones(self.size) * self["value"]


class Periodic(Element):
    defaults = {"scale": 1.0}

    def reset(self):
        self.accumulated = np.zeros(self.size)

    def step(self):
        self.accumulated = self.accumulated + np.array(self["rate"]) * self["scale"]
        fires = self.accumulated > 1
        self.accumulated[fires] = 0
        return fires.astype(float)


class Recorded(Element):
    """A random input, as the program drew it: a reset does not rewind it."""

    def __init__(self, rows):
        super().__init__(len(rows[0]), {})
        self.rows = iter(rows)

    def step(self):
        return next(self.rows)


class Lif(Element):
    defaults = {"v0": 1.0, "refr": True, "spike_at_threshold": False}
    ports = ("in",)

    def reset(self):
        self.v = np.zeros(self.size)
        self.spikes = np.zeros(self.size)

    def step(self, ports):
        x = ports["in"]
        if "Wrec" in self.params:
            x = x + np.array(self["Wrec"]) @ self.spikes
        a = np.exp(-1 / self["tau"])
        silent = 1 - self.spikes
        if self["refr"]:
            self.v = silent * (a * self.v + (1 - a) * x)
        else:
            self.v = silent * a * self.v + (1 - a) * x
        return self.fire()

    def fire(self):
        above = self.v - np.array(self["v0"])
        self.spikes = (above >= 0 if self["spike_at_threshold"] else above > 0).astype(float)
        return self.spikes


class BioLif(Lif):
    defaults = {"v0": 0.5, "spike_at_threshold": False}
    ports = ("exc", "inh")

    def step(self, ports):
        exc, inh = ports["exc"], ports["inh"]
        nu = 1 + exc + inh
        a = np.exp(-self["nudt"] * nu)
        self.v = (1 - self.spikes) * self.v * a + exc / nu * (1 - a)
        return self.fire()


class PassThrough(Element):
    defaults = {"delay": False}

    def reset(self):
        self.y = np.zeros(self.size)
        self.output = np.zeros(self.size)

    def step(self, x):
        before, self.y = self.y, self.filtered(x)
        self.output = before if self["delay"] else self.y
        return self.output

    def filtered(self, x):
        return x


class LowPass(PassThrough):
    def filtered(self, x):
        beta = np.exp(-1 / self["tau"])
        return (1 - beta) * x + beta * self.y


class Synapse(Element):
    """Fixed weights, and what the plastic rules share."""

    defaults = {"Wlim": 1.0, "tracelim": 10.0, "trm": [1.0, 0.0]}

    def __init__(self, description, post_size, source_sizes, params):
        self.source_sizes = source_sizes
        self.weights, self.exists = weights_of(description, post_size, source_sizes[0])
        self.one_sided = description.get("syn_type") in ("exc", "inh")
        super().__init__(post_size, params)

    def reset(self):
        self.pre_trace = np.zeros(self.source_sizes[0])
        self.post_trace = np.zeros(self.size)
        self.mod_trace = np.zeros(self.source_sizes[1]) if len(self.source_sizes) > 1 else None

    def present_weights(self):
        return np.where(self.exists, self.weights, np.nan)

    def propagate(self, sources):
        return self.weights @ sources[0]

    def update(self, sources, post, learn):
        if "tre" not in self.params:
            return
        self.pre_trace = self.advanced(self.pre_trace, sources[0], self["tre"])
        self.post_trace = self.advanced(self.post_trace, post, self["tro"])
        if self.mod_trace is not None:
            self.mod_trace = self.advanced(self.mod_trace, sources[1], self["trm"])
        if learn:
            lowest = self.params.get("Wmin", 0 if self.one_sided else -self["Wlim"])
            changed = np.clip(self.weights + self.change(sources, post), lowest, self["Wlim"])
            self.weights = np.where(self.exists, changed, 0)

    def advanced(self, trace, x, factors):
        return np.minimum(factors[0] * x + factors[1] * trace, self["tracelim"])


class Stdp(Synapse):
    def change(self, sources, post):
        rule = self["rule_params"]
        up = rule["Ap"] * np.outer(post, self.pre_trace)
        return up - rule["An"] * np.outer(self.post_trace, sources[0])


class ModulatedStdp(Stdp):
    def change(self, sources, post):
        return super().change(sources, post) * self.mod_trace[:, np.newaxis]


class Mse(Synapse):
    def change(self, sources, post):
        return self["rule_params"]["lr"] * np.outer(sources[1] - self.post_trace, self.pre_trace)


SOURCES = {"sequence": Sequence, "constant": Constant, "periodic": Periodic}
NEURONS = {"lif": Lif, "lif_rec": Lif, "bio_lif": BioLif}
TRANSFORMS = {"low_pass": LowPass, "pass_through": PassThrough}
SYNAPSES = {"static": Synapse, "one_to_one": Synapse, "stdp": Stdp, "mod_stdp": ModulatedStdp,
            "ternary": ModulatedStdp, "mse": Mse}


def weights_of(description, post_size, pre_size):
    """The weights, and which of them there are; the others never change."""
    given = description["weights"]
    if ALIASES.get(description["type"], description["type"]) == "one_to_one":
        row = given["constant"] if isinstance(given, dict) else given
        return np.eye(post_size) * row, np.eye(post_size, dtype=bool)
    weights = np.zeros((post_size, pre_size))
    exists = np.ones((post_size, pre_size), bool)
    if isinstance(given, dict) and "entries" in given:
        exists[:] = False
        for post, pre, value in given["entries"]:
            weights[post, pre], exists[post, pre] = value, True
    elif isinstance(given, dict):
        weights[:] = given["constant"]
    else:
        weights[:] = given
    if "connect" in description:
        exists[:] = False
        for post, pre in description["connect"]["pairs"]:
            exists[post, pre] = True
        weights[~exists] = 0
    return weights, exists
