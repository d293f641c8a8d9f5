"""Network files computed a second time: dense numpy, one step after the other, nothing optimised.

It shares no code with the program, so that a mistake in one of them shows as a disagreement.
Random numbers are the program's own: the spikes of a Poisson input are handed in.
"""
import numpy as np

from elements import ALIASES, NEURONS, SOURCES, SYNAPSES, TRANSFORMS, Recorded, merge


class Edge:
    """From what signal, how many steps late, and through which transform."""

    def __init__(self, source, delay, transform=None):
        self.source, self.delay, self.transform = source, delay, transform
        self.signal = None


class Model:
    """A network file as read from JSON.

    `random_inputs` has, by name, the rows that random inputs published.
    """

    def __init__(self, document, random_inputs):
        self.document = document
        self.sizes = {e["name"]: e["size"] for e in document["inputs"] + document["layers"]}
        self.elements = {}
        self.inputs = {e["name"] for e in document["inputs"]}
        for e in document["inputs"]:
            source = e["source"]
            if e["name"] in random_inputs:
                self.elements[e["name"]] = Recorded(random_inputs[e["name"]])
            else:
                kind = SOURCES[source["type"]]
                self.elements[e["name"]] = kind(e["size"], source.get("params", {}))
        self.into = {}  # layer -> [(edges, port, sign, synapse or None)]
        for e in document["layers"]:
            kind = NEURONS[ALIASES.get(e["type"], e["type"])]
            self.elements[e["name"]] = kind(e["size"], e.get("params", {}))
            self.into[e["name"]] = [self.straight(i, kind) for i in listed(e.get("input", []))]
        for s in document["synapses"]:
            self.into[s["to"]].append(self.connection(s))
        self.order = self.immediate_order()
        self.reset()

    def straight(self, given, kind):
        given = {"from": given} if isinstance(given, str) else given
        delay = given.get("delay", self.default_delay(given["from"]))
        return [Edge(given["from"], delay)], given.get("port", kind.ports[0]), 1, None

    def connection(self, s):
        names = listed(s["from"])
        delays = [self.default_delay(name) for name in names]
        for key, unit in (("delay", 1), ("delay_ms", self.document.get("dt", 1.0))):
            for i, value in enumerate(listed(s.get(key, []))):
                delays[i] = round(value / unit)
        edges = []
        for i, (name, key) in enumerate(zip(names, ("transform", "transform_mod"))):
            transform = None
            if key in s:
                kind = TRANSFORMS[s[key]["type"]]
                transform = kind(self.sizes[name], s[key].get("params", {}))
                self.elements[f"{s['name']}.{key}"] = transform
            edges.append(Edge(name, delays[i], transform))
        ports = self.elements[s["to"]].ports
        sizes = [self.sizes[name] for name in names]
        kind = SYNAPSES[ALIASES.get(s["type"], s["type"])]
        synapse = kind(s, self.sizes[s["to"]], sizes, s.get("params", {}))
        self.elements[s["name"]] = synapse
        inh = s.get("syn_type") == "inh"
        port = s.get("port", s.get("syn_type") if len(ports) > 1 else ports[0])
        return edges, port, -1 if inh and len(ports) == 1 else 1, synapse

    def default_delay(self, name):
        return 0 if name in self.inputs else 1

    def immediate_order(self):
        order = []
        while len(order) < len(self.into):
            order.append(next(layer for layer in self.into if layer not in order and all(
                edge.delay > 0 or edge.source in self.inputs or edge.source in order
                for edges, *_ in self.into[layer] for edge in edges)))
        return order

    def reset(self):
        self.published = {name: [] for name in self.sizes}
        for element in self.elements.values():
            element.reset()

    def read(self, edge):
        past = self.published[edge.source]
        here = self.now - edge.delay
        x = past[here] if here >= 0 else np.zeros(self.sizes[edge.source])
        edge.signal = edge.transform.step(x) if edge.transform else x
        return edge.signal

    def step(self, learn):
        self.now = len(self.published[self.order[0]])
        for name in self.inputs:
            self.published[name].append(self.elements[name].step())
        for layer in self.order:
            element = self.elements[layer]
            ports = {port: np.zeros(element.size) for port in element.ports}
            for edges, port, sign, synapse in self.into[layer]:
                signals = [self.read(edge) for edge in edges]
                x = synapse.propagate(signals) if synapse else signals[0]
                ports[port] = ports[port] + sign * x
            self.published[layer].append(element.step(ports))
        for layer, connections in self.into.items():
            for edges, _, _, synapse in connections:
                if synapse:
                    signals = [edge.signal for edge in edges]
                    synapse.update(signals, self.published[layer][-1], learn)

    def variable(self, record):
        of, name = record["of"], record["variable"]
        if of in self.published and name in ("spikes", "output"):
            return self.published[of][-1].copy()
        if name == "weights":
            return self.elements[of].present_weights()
        return getattr(self.elements[of], name).copy()

    def run(self):
        """What is recorded: for each record a list of (step, values)."""
        records = self.document.get("record", [])
        samples = [[] for _ in records]
        steps = 0
        for phase in flat(self.document["run"]):
            for element, changes in phase.get("set", {}).items():
                merge(self.elements[element].params, changes)
            if phase.get("reset"):
                self.reset()
            for _ in range(phase.get("steps", 0)):
                self.step(phase.get("learn", True))
                for record, rows in zip(records, samples):
                    if record.get("when") != "end" and steps % record.get("every", 1) == 0:
                        rows.append((steps, self.variable(record)))
                steps += 1
        for record, rows in zip(records, samples):
            if record.get("when") == "end":
                rows.append((steps - 1, self.variable(record)))
        return samples


def listed(value):
    return value if isinstance(value, list) else [value]


def flat(phases):
    for phase in phases:
        for _ in range(phase.get("repeat", 1)):
            yield from flat(phase["run"]) if "run" in phase else [phase]
