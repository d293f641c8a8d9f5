#!/usr/bin/env bash
# What learning does: weak weights grow, strong ones shrink, and the units spike less; without learning nothing moves.
# usage: stdp.sh PROGRAM OUT_FOLDER
set -euo pipefail
source "$(dirname "$0")/run_twice.sh"
run_twice "$1" stdp "$2"

awk -F, '
  function fail(message) { print message; bad = 1 }
  FNR > 1 && ($4 < 0 || $4 > 1) { fail("step " $1 ": a weight is " $4) }
  FNR > 1 && $1 == 0 { first[$2, $3] = $4 }
  FNR > 1 && $1 == 999 {
    last[$2, $3] = $4
    ++pairs
    before = first[$2, $3]
    mean_before += before / 200
    mean_after += $4 / 200
    if (before < 0.2) { ++weak; weak_change += $4 - before }
    if (before >= 0.8) { ++strong; strong_change += $4 - before }
    if ($4 >= 0.8) ++still_strong
  }
  FNR > 1 && $1 == 1110 {
    ++kept
    moved += $4 != last[$2, $3]
  }
  END {
    if (pairs != 200 || kept != 200) { fail(pairs + 0 " and " kept + 0 " weights, wanted 200"); exit 1 }
    printf "mean weight %.3f -> %.3f; weak %+.3f, strong %+.3f; above 0.8: %d -> %d\n", \
      mean_before, mean_after, weak_change / weak, strong_change / strong, strong, still_strong
    if (moved) fail(moved " weights move without learning")
    if (mean_after > mean_before - 0.05) fail("the mean weight does not fall")
    if (weak_change / weak < 0.03) fail("weak weights do not grow")
    if (strong_change / strong > -0.15) fail("strong weights do not shrink")
    if (still_strong > strong / 2) fail("most strong weights stay strong")
    exit bad
  }' "$2/w.weights.csv"

awk -F, '
  FNR > 1 && $1 < 100 { early += 1 / 1000 }
  FNR > 1 && $1 >= 1000 { late += 1 / 2000 }
  END {
    printf "rate %.3f -> %.3f\n", early, late
    if (late < 0.15 || late > early - 0.02) { print "wanted a rate that falls and stays above 0.15"; exit 1 }
  }' "$2/l1.spikes.csv"
