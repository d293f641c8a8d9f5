#!/usr/bin/env bash
# One second of cuba: in its second half the rates of both populations are what other simulators find, within what a short
# time and another draw of the network leave open.
# usage: cuba.sh PROGRAM OUT_FOLDER
set -euo pipefail
source "$(dirname "$0")/run_twice.sh"
run_twice "$1" cuba "$2" --steps 10000
/usr/bin/python3 -B "$(dirname "$0")/rates.py" "$2/exc.spikes.csv" 500 1000 0:3200 4 7.5
/usr/bin/python3 -B "$(dirname "$0")/rates.py" "$2/inh.spikes.csv" 500 1000 0:800 4 7.5
