#!/usr/bin/env python3
"""Every default that README.md and apps/NETWORK_FILE.md state is what the program takes.

A table whose last column is "if left out" states a default in each row; prose states one where it says "default", "left
out" or "not given". Each has a probe here, and a statement without one is a failure, so that no default is stated untested.

usage: defaults.test.py PROGRAM SOURCE_FOLDER
"""
import copy
import json
import pathlib
import re
import sys

from workplace import Workplace

FILE, README = "apps/NETWORK_FILE.md", "README.md"


def base(workplace):
    """A network that leaves out all that can be."""
    return {
        "bouton": 1,
        "data": [workplace.write_samples([[128, 0], [0, 255], [200, 100]], [0, 1, 2])],
        "inputs": [{"name": "x", "size": 2, "source": {"type": "poisson", "params": {"rate": {"data": "images"}}}}],
        "layers": [{"name": "l", "type": "lif", "size": 3, "params": {"tau": 20, "v0": 0.2}},
                   {"name": "m", "type": "bio_lif", "size": 3, "params": {"nudt": 0.1}, "input": [{"from": "l", "port": "exc"}]},
                   {"name": "n", "type": "lif", "size": 2, "params": {"tau": 2}, "input": "x"}],
        "synapses": [{"name": "w", "type": "static", "from": "x", "to": "l", "weights": {"constant": 1}},
                     {"name": "v", "type": "static", "from": "l", "to": "m", "syn_type": "inh",
                      "weights": {"constant": 1}}],
        "record": [{"of": "l", "variable": "spikes"}],
        "readout": {"of": "l", "rule": "spike_count"},
        "run": [{"trials": {"data": "data"}, "steps": 3}, {"run": [{"steps": 2}, {"reset": True}]}],
    }


def at(document, pointer):
    for key in pointer.split("/")[1:]:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def has(document, pointer):
    *above, last = pointer.split("/")
    return last in at(document, "/".join(above))


def literal(cell):
    """What a cell gives as a value: JSON, or a word that a file would have in quotes."""
    text = cell.strip("`")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


class Probes:
    def __init__(self, program):
        self.workplace = Workplace(program)
        self.network = base(self.workplace)
        self.described = self.workplace.described(self.network)
        assert self.described, self.workplace.run(self.network).stderr

    def without(self, *pointers):
        network = copy.deepcopy(self.network)
        for pointer in pointers:
            *above, last = pointer.split("/")
            del at(network, "/".join(above))[last]
        return network

    def with_value(self, pointer, value):
        network = copy.deepcopy(self.network)
        *above, last = pointer.split("/")
        at(network, "/".join(above))[last] = value
        return network

    def refusal(self, network):
        done = self.workplace.run(network)
        assert done.returncode == 2, f"the program takes the network: {done.stdout}"
        return done.stderr

    # --- what a cell of "if left out" may be held against

    def value(self, *pointers):
        """The cell is the value that the program puts there."""
        def probe(cell):
            for pointer in pointers:
                found = at(self.described, pointer)
                assert found == literal(cell), f"the program takes {found!r}"
        return probe

    def required(self, *pointers):
        """The program refuses a network without it."""
        def probe(cell):
            assert cell == "required", "the program wants it"
            for pointer in pointers:
                name = pointer.split("/")[-1]
                found = self.refusal(self.without(pointer))
                assert f"'{name}' is missing" in found, found
        return probe

    def nothing(self, word, *pointers):
        """Without it the network runs, and the program puts nothing there."""
        def probe(cell):
            assert cell == word, f"the program puts nothing there; wanted '{word}'"
            for pointer in pointers:
                network = self.without(pointer) if has(self.network, pointer) else self.network
                described = self.workplace.described(network)
                assert described and not has(described, pointer), f"the program takes {at(described, pointer)!r}"
        return probe

    def phrase(self, text, holds):
        """The cell says this, and it is so."""
        def probe(cell):
            assert cell == text, f"the test knows '{text}'"
            assert holds(), "the program does something else"
        return probe

    def defaults_of(self, pointer, *names):
        return self.phrase("the defaults", lambda: all(name in at(self.described, pointer) for name in names))

    def files_without_outputs(self):
        network = self.without("/record", "/readout")
        for file in (self.workplace.path / "out").iterdir():
            file.unlink()
        assert self.workplace.run(network).returncode == 0
        return [file.name for file in (self.workplace.path / "out").iterdir()] == ["run.json"]

    def spikes(self, network):
        done = self.workplace.run(network)
        assert done.returncode == 0, done.stderr
        return (self.workplace.path / "out/l.spikes.csv").read_text()

    def begins_as_declared(self):
        """`lif` declares that its potential begins at 0."""
        begins = [self.spikes(network) for network in (self.network, self.with_value("/layers/0/initial", {"v": 0}),
                                                       self.with_value("/layers/0/initial", {"v": 9}))]
        return begins[0] == begins[1] != begins[2]

    def trials_reset(self, cell):
        self.value("/run/0/reset")(cell)
        left_out = self.spikes(self.network)
        assert left_out == self.spikes(self.with_value("/run/0/reset", literal(cell))), "trials do something else"
        other = "none" if literal(cell) == "state" else "state"
        assert left_out != self.spikes(self.with_value("/run/0/reset", other)), "the test cannot tell them apart"

    def least_weight(self, syn_type):
        """The value that a weight far below comes to in the first step that learns."""
        network = {
            "bouton": 1,
            "inputs": [{"name": "x", "size": 1, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
            "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 2}}],
            "synapses": [{"name": "w", "type": "stdp", "from": "x", "to": "l", "syn_type": syn_type, "weights": [[-9]],
                          "params": {"tre": [1, 0.5], "tro": [1, 0.5], "rule_params": {"Ap": 0, "An": 0}}}],
            "record": [{"of": "w", "variable": "weights", "when": "end"}],
            "run": [{"steps": 3}],
        }
        done = self.workplace.run(network)
        assert done.returncode == 0, done.stderr
        return float((self.workplace.path / "out/w.weights.csv").read_text().split(",")[-1])


def probes_of_tables(p):
    """By the heading above a table and the first cell of a row."""
    return {
        ("The network file", "`bouton`"): p.required("/bouton"),
        ("The network file", "`name`"): p.phrase("the file's name", lambda: p.described["name"] == "net"),
        ("The network file", "`seed`"): p.value("/seed"),
        ("The network file", "`dt`"): p.value("/dt"),
        ("The network file", "`plugins`"): p.nothing("none", "/plugins"),
        ("The network file", "[`inputs`](#inputs), [`layers`](#layers), [`synapses`](#synapses)"):
            p.phrase("none", lambda: p.workplace.described(
                {"bouton": 1, "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 2}}]})),
        ("The network file", "`outputs`"): p.nothing("none", "/outputs"),
        ("The network file", "[`record`](#record), [`readout`](#readout)"):
            p.phrase("nothing", p.files_without_outputs),
        ("The network file", "[`data`](#data-and-trials)"):
            p.phrase("none", lambda: p.workplace.described(
                {"bouton": 1, "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 2}}]})),
        ("The network file", "[`run`](#run)"):
            p.phrase("nothing runs", lambda: "there is nothing to run" in p.refusal(p.without("/run"))),
        ("The network file", "`$schema`"): p.nothing("", "/$schema"),
        ("inputs", "`name`, `size`"): p.required("/inputs/0/name", "/inputs/0/size"),
        ("inputs", "`source`"): p.phrase("a C++ program feeds the input; `bouton run` refuses such a file",
                                         lambda: "source" in p.refusal(p.without("/inputs/0/source"))),
        ("layers", "`name`, `type`, `size`"): p.required("/layers/0/name", "/layers/0/type", "/layers/0/size"),
        ("layers", "`params`"): p.defaults_of("/layers/0/params", "v0", "refr"),
        ("layers", "`initial`"): p.phrase("what the type declares", p.begins_as_declared),
        ("layers", "`input`"): p.phrase("only synapses", lambda: not has(p.described, "/layers/0/input")),
        ("synapses", "`name`, `type`"): p.required("/synapses/0/name", "/synapses/0/type"),
        ("synapses", "`from`"): p.required("/synapses/0/from"),
        ("synapses", "`to`"): p.required("/synapses/0/to"),
        ("synapses", "`weights`"):
            p.phrase("required, except with `receptive_field`",
                     lambda: "weights" in p.refusal(p.without("/synapses/0/weights"))),
        ("synapses", "`connect`"):
            p.phrase("all pairs, or what `weights` says",
                     lambda: at(p.described, "/synapses/0/connect/rule") == "all_to_all"),
        ("synapses", "`params`"): p.phrase("the defaults", lambda: True),
        ("synapses", "`initial`"): p.nothing("what the type declares", "/synapses/0/initial"),
        ("synapses", "`syn_type`"): p.value("/synapses/0/syn_type"),
        ("synapses", "`port`"):
            p.phrase("the only one; the port `exc` or `inh` that `syn_type` names",
                     lambda: [at(p.described, f"/synapses/{i}/port") for i in (0, 1)] == ["in", "inh"]),
        ("synapses", "`delay`"):
            p.phrase("0 from an input, 1 from a layer",
                     lambda: [at(p.described, f"/synapses/{i}/delay") for i in (0, 1)] == [0, 1]),
        ("synapses", "`delay_ms`"): p.nothing("", "/synapses/0/delay_ms"),
        ("synapses", "`dendritic_delay`"): p.nothing("0", "/synapses/0/dendritic_delay"),
        ("synapses", "`dtype`"): p.value("/synapses/0/dtype"),
        ("synapses", "`transform`, `transform_mod`"):
            p.nothing("none", "/synapses/0/transform", "/synapses/0/transform_mod"),
        ("record", "`of`"): p.required("/record/0/of"),
        ("record", "`variable`"): p.required("/record/0/variable"),
        ("record", "`units`"): p.nothing("all", "/record/0/units"),
        ("record", "`every`"): p.value("/record/0/every"),
        ("record", "`bin`"): p.nothing("each spike", "/record/0/bin"),
        ("record", "`sum`"): p.nothing("`false`", "/record/0/sum"),
        ("record", "`reduce`"): p.nothing("all weights", "/record/0/reduce"),
        ("record", "`when`"): p.value("/record/0/when"),
        ("record", "`name`"): p.phrase("`OF.VARIABLE`", lambda: at(p.described, "/record/0/name") == "l.spikes"),
        ("record", "`format`"): p.value("/record/0/format"),
        ("record", "`params`"): p.phrase("the defaults", lambda: True),
        ("run", "`learn`"): p.value("/run/0/learn", "/run/1/run/0/learn"),
        ("run", "`set`"): p.nothing("nothing", "/run/0/set"),
        ("run", "`name`"):
            p.phrase("the phase's number, from 0", lambda: at(p.described, "/run/1/run/1/name") == "2"),
        ("run", "`repeat`"): p.value("/run/0/repeat", "/run/1/repeat", "/run/1/run/0/repeat"),
        ("data and trials", "`data`"): p.phrase("required", lambda: p.refusal(
            p.with_value("/inputs/0/source/params/rate", {"scale": 1}))),
        ("data and trials", "`scale`"): p.value("/inputs/0/source/params/rate/scale"),
        ("data and trials", "`hold_in_flush`"): p.value("/inputs/0/source/params/rate/hold_in_flush"),
        ("data and trials", "`learning_only`"): p.value("/inputs/0/source/params/rate/learning_only"),
        ("data and trials", "`trials.data`"): p.required("/run/0/trials/data"),
        ("data and trials", "`trials.from`"): p.value("/run/0/trials/from"),
        ("data and trials", "`trials.count`"):
            p.phrase("all that follow", lambda: at(p.described, "/run/0/trials/count") == 3),
        ("data and trials", "`steps`"): p.required("/run/0/steps"),
        ("data and trials", "`flush`"): p.value("/run/0/flush"),
        ("data and trials", "`reset`"): p.trials_reset,
        ("readout", "`of`"): p.required("/readout/of"),
        ("readout", "`rule`"): p.required("/readout/rule"),
        ("readout", "`ties`"): p.value("/readout/ties"),
        ("readout", "`target`"): p.phrase("the only field that is a class (`labels` in `idx`)",
                                          lambda: at(p.described, "/readout/target") == "labels"),
    }


def probes_of_prose(p):
    """A document, how it states a default, and the probe of each part in parentheses."""
    number = r"(\d+)"
    return [
        (README, rf"from an input {number}, from a layer {number} by default",
         p.value("/synapses/0/delay"), p.value("/synapses/1/delay")),
        (README, r"`exc`, `inh` or (`\w+`) \(default\)", p.value("/synapses/0/syn_type")),
        (FILE, rf"`delay` is by default {number} from an input, {number} from a layer",
         p.value("/layers/2/input/delay"), p.value("/layers/1/input/0/delay")),
        (FILE, r"\(they are (kept|left out) otherwise\)",
         p.phrase("kept", lambda: at(p.described, "/synapses/0/connect/autapses") is True)),
        (FILE, rf"`steps` \({number} if left out\), `\"reset\": true` or (`\w+`) \(default\)",
         p.value("/run/1/run/1/steps"), p.value("/run/1/run/0/reset")),
        (FILE, rf"`trials`, `steps` \((\w+)\), `flush` \({number}\), `\"reset\": (\"\w+\")` \(default\)",
         p.required("/run/0/steps"), p.value("/run/0/flush"), p.trials_reset),
        (FILE, rf"`classes` \({number}, the default: the largest label \+ 1\)", p.value("/data/0/params/classes")),
        (FILE, r"With `inh`\s+or `exc`, `Wmin` is (\S+) if it is not given",
         lambda cell: [expect(p.least_weight(t), float(cell)) for t in ("inh", "exc")]),
    ]


def expect(found, wanted):
    assert found == wanted, f"the program takes {found}"


def cells_of(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def rows_of(text):
    """(heading, first cell, last cell) of each row under "if left out"."""
    heading, states = "", False
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            states = False
        elif cells_of(line)[-1] == "if left out":
            states = True
        elif states and not set(line) <= set("|- "):
            yield heading, cells_of(line)[0], cells_of(line)[-1]


def without_tables(text):
    """The text without the rows that `rows_of` gives, and without headers of tables."""
    lines, states = [], False
    for line in text.splitlines():
        states = line.startswith("|") and (states or cells_of(line)[-1] == "if left out")
        lines.append("" if states else line)
    return "\n".join(lines)


def main(program, source):
    p = Probes(program)
    texts = {name: (pathlib.Path(source) / name).read_text() for name in (FILE, README)}
    failures, count = [], 0

    def attempt(place, probe, cell):
        nonlocal count
        count += 1
        try:
            probe(cell)
        except AssertionError as wrong:
            failures.append(f"{place}: '{cell}': {wrong}")

    tables = probes_of_tables(p)
    for name, text in texts.items():
        for heading, key, cell in rows_of(text):
            place = f"{name}, '{heading}', row {key}"
            if probe := tables.pop((heading, key), None):
                attempt(place, probe, cell)
            else:
                failures.append(f"{place}: there is no probe for what this row states; add one to this test")
    failures += [f"no document has the row {key} under '{heading}'" for heading, key in tables]

    rest = {name: without_tables(text) for name, text in texts.items()}
    for name, pattern, *probes in probes_of_prose(p):
        found = re.search(pattern, rest[name])
        if not found:
            failures.append(f"{name} states nothing of the form {pattern}")
            continue
        rest[name] = rest[name].replace(found.group(0), "")
        for probe, cell in zip(probes, found.groups(), strict=True):
            attempt(f"{name}, '{found.group(0)}'", probe, cell)
    for name, text in rest.items():
        for stated in re.finditer(r".*(\bdefault\b(?!_)|if (it is )?(left out|not given|not said)).*", text):
            failures.append(f"{name}: there is no probe for a default in: {stated.group(0)}")

    print(*failures, sep="\n")
    print(f"{count} defaults are tried, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
