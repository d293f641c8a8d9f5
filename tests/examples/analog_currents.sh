#!/usr/bin/env bash
# A unit's spikes against the closed form: from rest, v reaches 1 after n = floor(tau ln(I / (I - 1))) + 1 steps; with the
# refractory step it spikes every n + 1.
# usage: analog_currents.sh PROGRAM OUT_FOLDER
set -euo pipefail
source "$(dirname "$0")/run_twice.sh"
run_twice "$1" analog_currents "$2"

awk -F, '
  FNR > 1 { ++count[$2] }
  END {
    for (unit = 0; unit < 10; ++unit) {
      current = 0.2 * unit
      wanted = 0
      if (unit > 5) {
        n = int(4 * log(current / (current - 1))) + 1
        wanted = int((1000 - n) / (n + 1)) + 1
        if (count[unit] < count[unit - 1]) { print "unit " unit " spikes less than the one below it"; bad = 1 }
      }
      if (count[unit] + 0 != wanted) { print "unit " unit ": " count[unit] + 0 " spikes, wanted " wanted; bad = 1 }
    }
    if (count[9] <= count[6]) { print "the rate does not grow"; bad = 1 }
    exit bad
  }' "$2/cell.spikes.csv"

# Below the threshold the potential settles at the current.
awk -F, '
  $1 == 999 {
    for (unit = 0; unit < 6; ++unit) {
      error = $(unit + 2) - 0.2 * unit
      if (error > 1e-9 || error < -1e-9) { print "unit " unit " settles at " $(unit + 2); bad = 1 }
    }
    found = 1
  }
  END { if (!found) print "no row for step 999"; exit bad || !found }' "$2/cell.v.csv"
