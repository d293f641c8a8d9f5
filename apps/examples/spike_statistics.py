#!/usr/bin/env python3
"""Statistics of recorded spikes: rates, irregularity, synchrony. Needs numpy; a raster needs matplotlib as well.

usage: spike_statistics.py SPIKES.csv=0:3200 [SPIKES.csv=FIRST:LAST …] [--dt MS] [--begin MS] [--end MS]
                           [--raster FILE.png] [--every N]

SPIKES.csv is what the recorder `csv` writes of the variable `spikes`; the units FIRST to LAST - 1 of it count. A spike of
step k has the time (k + 1) dt, the end of the step; times in (begin, end] count.
"""
import argparse
import sys

import numpy as np


def read_spikes(path):
    """Steps and units of a recording, ordered by step."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1), dtype=np.int64, ndmin=2)
    return table[:, 0], table[:, 1]


def pick(steps, units, begin, end, dt, first, last):
    """Times in ms, from `begin` on, and units, from `first` on, of the spikes of units [first, last)."""
    low, high = round(begin / dt), round(end / dt)
    chosen = (steps >= low) & (steps < high) & (units >= first) & (units < last)
    return (steps[chosen] + 1 - low) * dt, units[chosen] - first


def counts_in_bins(times, length, width, dt):
    """How many spikes lie in each of the consecutive bins (k width, (k + 1) width]."""
    bins = int(round(length / width))
    places = (np.round(times / dt).astype(np.int64) - 1) // int(round(width / dt))
    return np.bincount(places[places < bins], minlength=bins)


def irregularity(times, units, size):
    """Mean over the units with at least five spikes of sd(interval) / mean(interval)."""
    order = np.lexsort((times, units))
    times, units = times[order], units[order]
    begins = np.searchsorted(units, np.arange(size + 1))
    values = []
    for begin, end in zip(begins[:-1], begins[1:]):
        if end - begin >= 5:
            intervals = np.diff(times[begin:end])
            values.append(intervals.std() / intervals.mean())
    return float(np.mean(values)) if values else float("nan")


def correlation(times, units, size, length, dt):
    """Mean Pearson correlation of the counts in bins of 5 ms, over all pairs of the first 200 units that spiked."""
    spiked = np.unique(units)[:200]
    if len(spiked) < 2:
        return float("nan")
    counts = np.array([counts_in_bins(times[units == unit], length, 5.0, dt) for unit in spiked], dtype=float)
    counts = counts[counts.std(axis=1) > 0]
    matrix = np.corrcoef(counts)
    return float(matrix[np.triu_indices(len(counts), 1)].mean())


def statistics(steps, units, begin, end, dt, first, last):
    """All statistics of units [first, last) by name."""
    times, own = pick(steps, units, begin, end, dt, first, last)
    size, length = last - first, end - begin
    result = {
        "rate_hz": len(times) / size / length * 1000,
        "cv_isi": irregularity(times, own, size),
        "silent_fraction": 1 - len(np.unique(own)) / size,
    }
    for width in (1, 3, 5):
        counts = counts_in_bins(times, length, float(width), dt)
        result[f"fano_{width}ms"] = float(counts.var() / counts.mean()) if counts.any() else float("nan")
    result["corr_5ms"] = correlation(times, own, size, length, dt)
    return result


def draw_raster(path, populations, begin, end, dt, every):
    """A dot for each spike of each `every`th unit; the first population at the top, in turn blue and red."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.4), dpi=90)
    above = 0
    for number, (_, spikes, first, last) in enumerate(populations):
        times, units = pick(*spikes, begin, end, dt, first, last)
        shown = units % every == 0
        axes.plot(times[shown] + begin, units[shown] + above, ",", color=("tab:blue", "tab:red")[number % 2])
        above += last - first
    axes.set(xlabel="time (ms)", ylabel="unit", xlim=(begin, end), ylim=(above, 0))
    figure.tight_layout()
    figure.savefig(path)


def read_range(text):
    first, last = text.split(":")
    return int(first), int(last)


def read_population(text):
    path, units = text.rsplit("=", 1)
    return path, read_spikes(path), *read_range(units)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("populations", nargs="+", metavar="SPIKES.csv=FIRST:LAST")
    parser.add_argument("--dt", type=float, default=0.1, help="length of a step in ms (0.1)")
    parser.add_argument("--begin", type=float, default=0.0, help="in ms (0)")
    parser.add_argument("--end", type=float, help="in ms (the last spike)")
    parser.add_argument("--raster", help="a picture to draw")
    parser.add_argument("--every", type=int, default=1, help="show each so many-th unit in the raster (1)")
    options = parser.parse_args()
    populations = [read_population(text) for text in options.populations]
    ends = [(steps[-1] + 1) * options.dt for _, (steps, _), _, _ in populations if len(steps)]
    if options.end is None and not ends:
        sys.exit("there are no spikes; give --end")
    end = options.end if options.end is not None else max(ends)
    for number, (path, spikes, first, last) in enumerate(populations):
        values = statistics(*spikes, options.begin, end, options.dt, first, last)
        if number == 0:
            print("| units | " + " | ".join(values) + " |")
            print("|---" * (len(values) + 1) + "|")
        print(f"| {path}={first}:{last} | " + " | ".join(f"{value:.4g}" for value in values.values()) + " |")
    if options.raster:
        draw_raster(options.raster, populations, options.begin, end, options.dt, options.every)


if __name__ == "__main__":
    main()
