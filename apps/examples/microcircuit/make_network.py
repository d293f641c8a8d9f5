#!/usr/bin/env python3
"""Writes the network file of the cortical microcircuit of Potjans and Diesmann (2014), whole or scaled down.

usage: make_network.py [--scale 0.1] [--background poisson|dc] [--seconds 2.5] > network.json

With --scale s there are s times as many cells and s times as many synapses on each (so s² synapses in all). Weights grow
with 1/sqrt(s), and a constant current stands for the mean input that is missing, computed from the published rates: so
the mean and the variance of a cell's input stay (van Albada et al. 2015, doi:10.1371/journal.pcbi.1004490).
"""
import argparse
import json
import math

# Potjans and Diesmann 2014, doi:10.1093/cercor/bhs358, table 5.
POPULATIONS = ["L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"]
SIZES = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948]
# The probability of a connection to the population of the row from that of the column.
PROBABILITIES = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
]
BACKGROUND_TRAINS = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]
BACKGROUND_HZ = 8.0
# Of the whole model (the mean of ten seeds), for the current that stands for missing synapses.
RATES_HZ = [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829]
# The potentials at which the populations lie when the network has settled: mean and standard deviation, in mV.
INITIAL_MV = [(-68.28, 5.36), (-63.16, 4.57), (-63.33, 4.74), (-63.45, 4.94),
              (-63.11, 4.94), (-61.66, 4.55), (-66.72, 5.46), (-61.43, 4.48)]

C_M, TAU_M, TAU_SYN = 250.0, 10.0, 0.5  # pF, ms, ms
PSP_MV = 0.15
INHIBITION = 4.0  # an inhibitory weight over an excitatory one
RELATIVE_WEIGHT_STD = 0.1


def weight_pa():
    """The amplitude of a current that decays with TAU_SYN and raises the potential by PSP_MV at most: 87.8 pA."""
    ratio = TAU_SYN / TAU_M
    peak = ratio ** (1 / (1 - ratio)) - ratio ** (ratio / (1 - ratio))
    return PSP_MV * C_M * (TAU_M - TAU_SYN) / (TAU_M * TAU_SYN) / -peak


def is_excitatory(population):
    return population.endswith("E")


def factor(target, source):
    """A mean weight over that of an excitatory synapse."""
    if not is_excitatory(source):
        return -INHIBITION
    return 2.0 if (target, source) == ("L23E", "L4E") else 1.0


def synapses_in_all(target, source):
    """So many drawn with replacement give the published probability that two cells are connected (equation 1)."""
    p = PROBABILITIES[target][source]
    pairs = SIZES[target] * SIZES[source]
    return math.log(1 - p) / math.log(1 - 1 / pairs)


def network(scale, background, seconds):
    weight = weight_pa()
    scaled_weight = weight / math.sqrt(scale)
    sizes = [round(scale * size) for size in SIZES]
    inputs, layers, synapses = [], [], []
    for t, target in enumerate(POPULATIONS):
        # pA: what a train of 1 Hz and 1 pA is in the mean, times all trains.
        from_network = 1e-3 * TAU_SYN * weight * sum(
            factor(target, source) * synapses_in_all(t, s) / SIZES[t] * RATES_HZ[s]
            for s, source in enumerate(POPULATIONS))
        from_outside = 1e-3 * TAU_SYN * weight * BACKGROUND_TRAINS[t] * BACKGROUND_HZ
        current = (1 - math.sqrt(scale)) * from_network
        current += (1 - math.sqrt(scale) if background == "poisson" else 1) * from_outside
        mean, std = INITIAL_MV[t]
        layers.append({
            "name": target, "type": "iaf_psc_exp", "size": sizes[t],
            "params": {"C_m": "250 pF", "tau_m": "10 ms", "E_L": "-65 mV", "V_th": "-50 mV", "V_reset": "-65 mV",
                       "t_ref": "2 ms", "tau_syn_ex": "0.5 ms", "tau_syn_in": "0.5 ms", "I_e": round(current, 9)},
            "initial": {"V_m": {"distribution": "normal", "mean": f"{mean} mV", "std": f"{std} mV"}}})
        if background == "poisson":
            inputs.append({
                "name": f"outside_{target}", "size": sizes[t],
                "source": {"type": "poisson_input",
                           "params": {"rate": f"{BACKGROUND_HZ:g} Hz", "count": scale * BACKGROUND_TRAINS[t]}}})
            synapses.append({"name": f"outside_{target}_{target}", "type": "one_to_one", "from": f"outside_{target}",
                             "to": target, "syn_type": "exc", "weights": round(scaled_weight, 9)})
    for t, target in enumerate(POPULATIONS):
        for s, source in enumerate(POPULATIONS):
            total = round(scale * scale * synapses_in_all(t, s))
            if total == 0:
                continue
            mean = round(abs(factor(target, source)) * scaled_weight, 9)
            delay = 1.5 if is_excitatory(source) else 0.75
            synapses.append({
                "name": f"{source}_{target}", "type": "static", "from": source, "to": target,
                "syn_type": "exc" if is_excitatory(source) else "inh", "dtype": "float32",
                "connect": {"rule": "fixed_total", "total": total, "multapses": True},
                "weights": {"distribution": "normal", "mean": mean, "std": round(RELATIVE_WEIGHT_STD * mean, 9)},
                "delay": {"distribution": "normal", "mean": f"{delay:g} ms", "std": f"{delay / 2:g} ms"}})
    return {"bouton": 1, "name": "microcircuit", "seed": 1, "dt": 0.1, "inputs": inputs, "layers": layers,
            "synapses": synapses, "record": [{"of": name, "variable": "spikes"} for name in POPULATIONS],
            "run": [{"steps": f"{seconds:g} s"}]}


def text(network):
    """One element a line."""
    lines = []
    for key, value in network.items():
        if isinstance(value, list) and value:
            elements = ",\n    ".join(json.dumps(element) for element in value)
            lines.append(f'  "{key}": [\n    {elements}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "\n}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--background", choices=("poisson", "dc"), default="poisson")
    parser.add_argument("--seconds", type=float, default=2.5)
    options = parser.parse_args()
    print(text(network(options.scale, options.background, options.seconds)))


if __name__ == "__main__":
    main()
