"""The table of published networks: Bouton on one and two threads, in turn with Brian2."""
import statistics
import subprocess
import sys
from pathlib import Path

# What it is, and the goal in seconds of wall for each biological second.
NETWORKS = {
    "cuba": ("CUBA, 4000 cells", 0.030),
    "coba": ("COBA, 4000 cells", 0.045),
    "brunel": ("Brunel, 12,500 cells, 15.6 million synapses", 1.0),
    "microcircuit-tenth": ("a tenth of the microcircuit, 7717 cells, 3.0 million synapses", 0.25),
    "microcircuit": ("the microcircuit, 77,169 cells, 299 million synapses", 3.0),
}
# For these alone there is a script for Brian2; the whole microcircuit would take it hours to build.
OTHERS = ("cuba", "coba", "brunel", "microcircuit-tenth")
PYTHON = "/usr/bin/python3"


def find_brian():
    """The command that runs a network in Brian2; nothing if it is not installed."""
    if subprocess.run([PYTHON, "-c", "import brian2"], capture_output=True).returncode == 0:
        return [PYTHON, "-B", Path(__file__).with_name("brian.py")]
    return None


def measure(run, name, arguments, brian):
    """The results of Brian2 and of Bouton with one and two threads, taken in turn."""
    is_whole = name == "microcircuit"
    rounds = 1 if arguments.quick or is_whole else 3
    seconds = 0.1 if arguments.quick else 1 if name in ("brunel", "microcircuit") else 5
    theirs, one, two = [], [], []
    for _ in range(rounds):
        if brian and name in OTHERS:
            theirs.append(run([*brian, name, "--seconds", seconds]))
        for threads, results in ((1, one), (2, two)):
            results.append(run([arguments.program, name, "--seconds", seconds, "--threads", threads]))
        print(f"{name}: {one[-1]['seconds_per_second']:.4g} s a biological second", file=sys.stderr)
    return theirs, one, two, run([arguments.program, name, "--limit"])["ns_per_event"]


def row(name, theirs, one, two, limit, brian):
    work, goal = NETWORKS[name]
    key = "seconds_per_second"

    def median(results, which=key):
        return statistics.median(result[which] for result in results)

    if theirs:
        faster = statistics.median(other[key] / ours[key] for other, ours in zip(theirs, one))
        other = f"{median(theirs):.3g} | {faster:.1f}×"
        rates = f"{median(theirs, 'rate_hz'):.1f} / {median(one, 'rate_hz'):.1f}"
    else:
        other = ("" if name not in OTHERS else "not installed" if not brian else "") + " | "
        rates = f"– / {median(one, 'rate_hz'):.1f}"
    gain = statistics.median(alone[key] / both[key] for alone, both in zip(one, two))
    return (f"| {work} | {other} | {median(one):.3g} | ≤ {goal:g} | {median(two):.3g} | {gain:.2f}× | "
            f"{median(one, 'build_seconds'):.2f} | {median(one, 'largest_mib'):.0f} | "
            f"{median(one, 'ns_per_event'):.2f} / {limit:.2f} | {rates} |")


HEAD = ("| network | Brian2, s | faster | Bouton, s | goal | two threads, s | speed-up | build, s | memory, MiB | "
        "ns per event / loop | Hz: Brian2 / Bouton |\n|---|---|---|---|---|---|---|---|---|---|---|")
