#!/usr/bin/env bash
# A fifth of Brunel's network in three regimes: irregular activity near the rate of the whole network in C, nearly one
# spike in each refractory time in A, far fewer in D.
# usage: brunel.sh PROGRAM OUT_FOLDER
set -euo pipefail
here=$(dirname "$0")
source "$here/run_twice.sh"
source "$here/small.sh"
small_brunel 2.5 20
run_twice "$1" brunel "$2" --steps 5000 "${options[@]}"
/usr/bin/python3 -B "$here/rates.py" "$2/exc.spikes.csv" 200 500 0:2000 36 52
/usr/bin/python3 -B "$here/rates.py" "$2/inh.spikes.csv" 200 500 0:500 36 52

network=$here/../../apps/examples/brunel/network.json
small_brunel 1.5 20
"$1" run "$network" --out "$2.A" --quiet --steps 3000 "${options[@]}"
/usr/bin/python3 -B "$here/rates.py" "$2.A/exc.spikes.csv" 200 300 0:2000 250 350
small_brunel 2.25 9
"$1" run "$network" --out "$2.D" --quiet --steps 5000 "${options[@]}"
/usr/bin/python3 -B "$here/rates.py" "$2.D/exc.spikes.csv" 200 500 0:2000 8 30
