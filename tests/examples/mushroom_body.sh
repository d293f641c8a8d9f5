#!/usr/bin/env bash
# Kenyon cells are sparse and tell the odours apart; the output units, silent at first, fire near their targets once
# they have learned, without a teacher.
# usage: mushroom_body.sh PROGRAM OUT_FOLDER
set -euo pipefail
source "$(dirname "$0")/run_twice.sh"
run_twice "$1" mushroom_body "$2"

awk -F, '
  FNR > 1 && $1 >= 16000 { odour = int($1 % 160 / 40); ++spikes[odour]; if (!seen[odour, $2]++) ++active[odour] }
  END {
    for (a = 0; a < 4; ++a) {
      share = spikes[a] / (400 * 200)
      printf "odour %s: %d Kenyon cells, %.1f %% of all in a step\n", substr("ABCD", a + 1, 1), active[a], 100 * share
      if (active[a] < 5 || share > 0.10) { print "wanted at least 5 cells and at most 10 %"; bad = 1 }
      for (b = 0; b < a; ++b) {
        both = 0
        for (cell = 0; cell < 200; ++cell) both += ((a, cell) in seen) && ((b, cell) in seen)
        if (2 * both > active[a] && 2 * both > active[b]) {
          print "it looks like odour " substr("ABCD", b + 1, 1)
          bad = 1
        }
      }
    }
    exit bad
  }' "$2/kc.spikes.csv"

awk -F, '
  FNR > 1 && $1 < 160 { ++naive }
  FNR > 1 && $1 >= 16000 { ++spikes[int($1 % 160 / 40), $2] }
  END {
    split("0.3 0 0.2 0.1 0.1 0.2 0 0.3", targets, " ")
    for (odour = 0; odour < 4; ++odour)
      for (unit = 0; unit < 2; ++unit) {
        rate = spikes[odour, unit] / 400
        target = targets[2 * odour + unit + 1]
        error = rate > target ? rate - target : target - rate
        sum += error
        printf "odour %s, unit %d: rate %.4f, target %.1f\n", substr("ABCD", odour + 1, 1), unit, rate, target
        if (error > 0.08) { print "wanted within 0.08"; bad = 1 }
      }
    printf "mean error %.3f\n", sum / 8
    if (sum / 8 > 0.04) { print "wanted at most 0.04"; bad = 1 }
    if (naive > 0) { print naive " spikes of the output units in the first round, wanted none"; bad = 1 }
    exit bad
  }' "$2/out.spikes.csv"
