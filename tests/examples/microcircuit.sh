#!/usr/bin/env bash
# A twentieth of the microcircuit, made by its script: the populations rank as in the whole one. The files in the example
# are what the script makes.
# usage: microcircuit.sh PROGRAM OUT_FOLDER
set -euo pipefail
here=$(dirname "$0")
example=$here/../../apps/examples/microcircuit
make=(/usr/bin/python3 -B "$example/make_network.py")
"${make[@]}" | diff - "$example/network.json"
"${make[@]}" --scale 0.1 | diff - "$example/tenth.json"

rm -rf "$2"
mkdir -p "$2"
"${make[@]}" --scale 0.05 --seconds 0.5 > "$2/network.json"
"$1" run "$2/network.json" --out "$2/out" --quiet
for limits in "L23E 1034 0.05 1" "L23I 292 0.6 2.5" "L4E 1096 2 5" "L4I 274 2.5 6" "L5E 242 3 9" "L6E 720 0.3 1.2" \
    "L6I 147 4 9"; do
  read -r population size least most <<< "$limits"
  /usr/bin/python3 -B "$here/rates.py" "$2/out/$population.spikes.csv" 200 500 "0:$size" "$least" "$most"
done
# A constant current has no trains, and the other inputs are as strong.
"${make[@]}" --scale 0.05 --background dc > "$2/dc.json"
"$1" validate "$2/dc.json"
(! grep -q poisson_input "$2/dc.json")
