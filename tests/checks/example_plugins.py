"""What the example plugins did, against what their papers say. usage: example_plugins.py WORK_FOLDER"""
import csv
import json
import math
import pathlib
import re
import subprocess
import sys

work = pathlib.Path(sys.argv[1])


def rows(path):
    with open(path) as file:
        return [[float(x) for x in row] for row in list(csv.reader(file))[1:]]


def check(holds, what):
    print("ok" if holds else "FAILED", what)
    if not holds:
        sys.exit(1)


# Izhikevich: the same current, more spikes from cell to cell; the chattering cell spikes in bursts.
spikes = rows(work / "izhikevich/out/cells.spikes.csv")
times = [[t for t, cell in spikes if cell == c] for c in range(3)]
regular, chattering, fast = map(len, times)
check(5 < regular < chattering < fast, f"spikes of regular, chattering and fast cells: {regular}, {chattering}, {fast}")
gaps = [b - a for a, b in zip(times[1], times[1][1:])]
check(max(gaps) > 5 * min(gaps), "the chattering cell has short gaps within its bursts and long ones between")
late = [b - a for a, b in zip(times[0], times[0][1:])][3:]
check(max(late) - min(late) <= 3, "the regular cell is regular once it has adapted")

# Triplet STDP: the closed forms of Pfister and Gerstner for a pair and for both triplets.
P = {"tau_plus": 16.8, "tau_x": 101, "tau_minus": 33.7, "tau_y": 125,
     "A2_plus": 0.004, "A3_plus": 0.0062, "A2_minus": 0.007, "A3_minus": 0.00023}


def e(time, tau):
    return math.exp(-time / P[tau])


def learned(pre, post, steps=80):
    """The weight change with spikes at the given times, in ms."""
    text = re.sub(r"//.*", "", (work / "triplet_stdp/network.json").read_text())
    network = json.loads(text)
    for source, spikes in zip(network["inputs"], (pre, post)):
        source["source"]["params"]["values"] = [[int(t in spikes)] for t in range(steps)]
    network["synapses"][0]["params"] = P
    network["run"] = [{"steps": steps}]
    file = work / "triplet_stdp/case.json"
    file.write_text(json.dumps(network))
    out = work / "triplet_stdp/case"
    subprocess.run(["bouton", "run", str(file), "--plugin-path", str(work / "triplet_stdp/build"), "--out", str(out),
                    "--quiet"], check=True)
    assert [t for t, _ in rows(out / "post.spikes.csv")] == sorted(post)
    return rows(out / "w.weights.csv")[-1][3] - 0.5


def agrees(what, found, wanted):
    check(abs(found - wanted) < 1e-12, f"{what}: {found:.15g}, closed form {wanted:.15g}")


for dt in (1, 10, 30):
    agrees(f"pre, post after {dt} ms", learned([5], [5 + dt]), P["A2_plus"] * e(dt, "tau_plus"))
    agrees(f"post, pre after {dt} ms", learned([5 + dt], [5]), -P["A2_minus"] * e(dt, "tau_minus"))
for d1, d2 in ((5, 5), (10, 20), (15, 5)):
    # pre at 5, post after d1, pre after another d2.
    agrees(f"pre-post-pre, {d1} and {d2} ms", learned([5, 5 + d1 + d2], [5 + d1]),
           P["A2_plus"] * e(d1, "tau_plus")
           - e(d2, "tau_minus") * (P["A2_minus"] + P["A3_minus"] * e(d1 + d2, "tau_x")))
    agrees(f"post-pre-post, {d1} and {d2} ms", learned([5 + d1], [5, 5 + d1 + d2]),
           -P["A2_minus"] * e(d1, "tau_minus")
           + e(d2, "tau_plus") * (P["A2_plus"] + P["A3_plus"] * e(d1 + d2, "tau_y")))

# Memristive devices: the pattern becomes strong, the background weak, and all stay in range.
signal = [row[3] for row in rows(work / "memristive/out/signal.weights.csv")]
background = [row[3] for row in rows(work / "memristive/out/background.weights.csv")]
check(all(0 <= g <= 1 for g in signal + background), "conductances are in their range")
check(min(signal) > 0.8 and max(background) < 0.6 and min(signal) > max(background),
      f"the pattern is strong, at least {min(signal):.3f}, the background weak, at most {max(background):.3f}")
