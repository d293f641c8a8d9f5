#!/usr/bin/env python3
"""A published network as a user of Brian2 would write it, in the standalone C++ mode on one thread.

usage: brian.py cuba|coba|brunel|microcircuit-tenth [--seconds S]        prints one JSON object, as bouton-bench does
"""
import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from brian2 import (Hz, Network, NeuronGroup, PoissonInput, SpikeMonitor, Synapses, defaultclock, device, mV, ms, nS, pA,
                    pF, prefs, second, seed, set_device)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples" / "microcircuit"))
import make_network as microcircuit  # noqa: E402


def cuba():
    names = {"tau": 20 * ms, "te": 5 * ms, "ti": 10 * ms, "E": -49 * mV, "C": 200 * pF}
    cells = NeuronGroup(4000, """dv/dt = (E - v) / tau + (ge + gi) / C : volt (unless refractory)
                                 dge/dt = -ge / te : amp
                                 dgi/dt = -gi / ti : amp""",
                        threshold="v >= -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exact", namespace=names)
    cells.v = "-60*mV + rand()*10*mV"
    exc = Synapses(cells, cells, on_pre="ge += 16.2*pA", delay=0.1 * ms)
    exc.connect("i < 3200 and i != j", p=0.02)
    inh = Synapses(cells, cells, on_pre="gi -= 90*pA", delay=0.1 * ms)
    inh.connect("i >= 3200 and i != j", p=0.02)
    return cells, exc, inh


def coba():
    names = {"g": 10 * nS, "te": 5 * ms, "ti": 10 * ms, "E": -60 * mV, "Ei": -80 * mV, "C": 200 * pF, "I": 200 * pA}
    cells = NeuronGroup(4000, """dv/dt = (g * (E - v) - ge * v + gi * (Ei - v) + I) / C : volt (unless refractory)
                                 dge/dt = -ge / te : siemens
                                 dgi/dt = -gi / ti : siemens""",
                        threshold="v >= -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exponential_euler",
                        namespace=names)
    cells.v = "-60*mV + rand()*10*mV"
    exc = Synapses(cells, cells, on_pre="ge += 4*nS", delay=0.8 * ms)
    exc.connect("i < 3200 and i != j", p=0.02)
    inh = Synapses(cells, cells, on_pre="gi += 51*nS", delay=0.8 * ms)
    inh.connect("i >= 3200 and i != j", p=0.02)
    return cells, exc, inh


def brunel():
    cells = NeuronGroup(12500, "dv/dt = -v / tau : volt (unless refractory)", threshold="v >= 20*mV", reset="v = 10*mV",
                        refractory=2 * ms, method="exact", namespace={"tau": 20 * ms})
    cells.v = "rand()*20*mV"
    exc = Synapses(cells, cells, on_pre="v += 0.1*mV", delay=1.5 * ms)
    exc.connect("i < 10000 and i != j", p=0.1)
    inh = Synapses(cells, cells, on_pre="v -= 0.5*mV", delay=1.5 * ms)
    inh.connect("i >= 10000 and i != j", p=0.1)
    return cells, exc, inh, PoissonInput(cells, "v", 1000, 20 * Hz, 0.1 * mV)


def microcircuit_tenth():
    network = microcircuit.network(0.1, "poisson", 1)
    layers = {layer["name"]: layer for layer in network["layers"]}
    begins = dict(zip(layers, np.cumsum([0] + [layer["size"] for layer in layers.values()])))
    size = sum(layer["size"] for layer in layers.values())
    cells = NeuronGroup(size, """dv/dt = (-65*mV - v) / (10*ms) + (I + J) / (250*pF) : volt (unless refractory)
                                 dI/dt = -I / (0.5*ms) : amp
                                 J : amp (constant)""",
                        threshold="v >= -50*mV", reset="v = -65*mV", refractory=2 * ms, method="exact")
    random = np.random.default_rng(1)
    rates, pre, post, weights, delays = [], [], [], [], []
    for name, layer in layers.items():
        mean, std = (float(layer["initial"]["V_m"][key].split()[0]) for key in ("mean", "std"))
        part = cells[begins[name]:begins[name] + layer["size"]]
        part.v = random.normal(mean, std, layer["size"]) * mV
        part.J = layer["params"]["I_e"] * pA
    for synapse in network["synapses"]:
        if synapse["type"] == "one_to_one":
            begin, count = begins[synapse["to"]], layers[synapse["to"]]["size"]
            source = next(one for one in network["inputs"] if one["name"] == synapse["from"])
            rates.append(PoissonInput(cells[begin:begin + count], "I", int(source["source"]["params"]["count"]), 8 * Hz,
                                      synapse["weights"] * pA))
            continue
        total, sign = synapse["connect"]["total"], 1 if synapse["syn_type"] == "exc" else -1
        pre.append(begins[synapse["from"]] + random.integers(0, layers[synapse["from"]]["size"], total))
        post.append(begins[synapse["to"]] + random.integers(0, layers[synapse["to"]]["size"], total))
        weights.append(sign * random.normal(synapse["weights"]["mean"], synapse["weights"]["std"], total))
        mean = 1.5 if sign > 0 else 0.75
        delays.append(np.maximum(np.round(random.normal(mean, mean / 2, total), 1), 0.1))
    synapses = Synapses(cells, cells, "w : amp (constant)", on_pre="I += w")
    synapses.connect(i=np.concatenate(pre), j=np.concatenate(post))
    synapses.w = np.concatenate(weights) * pA
    synapses.delay = np.concatenate(delays) * ms
    return cells, synapses, *rates


NETWORKS = {"cuba": cuba, "coba": coba, "brunel": brunel, "microcircuit-tenth": microcircuit_tenth}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--seconds", type=float, default=1.0, help="biological seconds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_device("cpp_standalone", directory=folder)
        prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math"]
        prefs.devices.cpp_standalone.openmp_threads = 0
        defaultclock.dt = 0.1 * ms
        seed(1)
        elements = NETWORKS[options.network]()
        spikes = SpikeMonitor(elements[0], record=False)
        Network(*elements, spikes).run(options.seconds * second)
        seconds = device._last_run_time / options.seconds
        rate = float(np.sum(spikes.count)) / len(spikes.count) / options.seconds
    print(json.dumps({"network": options.network, "seconds_per_second": seconds, "rate_hz": rate}))


if __name__ == "__main__":
    main()
