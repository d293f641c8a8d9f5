"""usage: rates.py SPIKES.csv BEGIN_MS END_MS FIRST:LAST LEAST_HZ MOST_HZ

The mean rate of a range of units must lie between two limits. Steps are 0.1 ms long.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "apps" / "examples"))
from spike_statistics import pick, read_range, read_spikes  # noqa: E402

recording, begin, end, units, least, most = sys.argv[1:]
begin, end, least, most = float(begin), float(end), float(least), float(most)
first, last = read_range(units)
times, _ = pick(*read_spikes(recording), begin, end, 0.1, first, last)
rate = 1000 * len(times) / (last - first) / (end - begin)
print(f"{recording}: {rate:.3f} Hz")
if not least <= rate <= most:
    sys.exit(f"wanted {least} to {most} Hz")
