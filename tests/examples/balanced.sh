#!/usr/bin/env bash
# The excitatory layer's activity: between 10 and 15 % of the units in every hundred steps, never silent, never all at
# once, shared by nearly all units; and more than doubled when the inhibition is taken away.
# usage: balanced.sh PROGRAM OUT_FOLDER
set -euo pipefail
source "$(dirname "$0")/run_twice.sh"
run_twice "$1" balanced "$2"

awk -F, '
  FNR > 1 { ++all; ++step[$1]; ++block[int($1 / 100)]; if (!spiked[$2]++) ++units }
  END {
    printf "excitatory units that spike in a step: %.2f %%\n", all / 10000
    for (k = 0; k < 10; ++k) {
      share = block[k] / 100000
      if (share < 0.10 || share > 0.15) { print "steps from " 100 * k ": " share ", wanted 0.10 to 0.15"; bad = 1 }
    }
    for (k = 20; k < 1000; ++k)
      if (step[k] < 10 || step[k] > 400) { print "step " k ": " step[k] + 0 " spikes, wanted 10 to 400"; bad = 1 }
    if (units < 900) { print units " units spike, wanted at least 900"; bad = 1 }
    exit bad
  }' "$2/exc.spikes.csv"

# Without inhibition.
network=$(dirname "$0")/../../apps/examples/balanced/network.json
"$1" run "$network" --out "$2.excited" --quiet --set /synapses/3/weights/constant=0
awk 'END { share = (NR - 1) / 1000000; if (share < 0.25) { print "without inhibition " share; exit 1 } }' \
  "$2.excited/exc.spikes.csv"
