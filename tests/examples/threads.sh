#!/usr/bin/env bash
# Every example writes the same bytes on 1, 2, 3 and 8 threads.
# usage: threads.sh PROGRAM OUT_FOLDER
set -euo pipefail
examples=$(cd "$(dirname "$0")/../../apps/examples" && pwd)
source "$(dirname "$0")/small.sh"
rm -rf "$2"

for network in "$examples"/*/*.json; do
  name=$(basename "$(dirname "$network")").$(basename "$network" .json)
  # The large networks' whole runs take minutes.
  options=()
  case "$name" in
    fashion_mnist.network | microcircuit.tenth) options=(--steps 200) ;;
    cuba.network | coba.network) options=(--steps 2000) ;;
    brunel.network) small_brunel 2.5 20 && options+=(--steps 1000) ;;
    microcircuit.network) continue ;;  # its tenth is there
  esac
  for threads in 1 2 3 8; do
    "$1" run "$network" --threads "$threads" --out "$2/$name.$threads" --quiet "${options[@]}"
    diff --recursive --brief --exclude run.json "$2/$name.1" "$2/$name.$threads"
    grep -h spike_hash "$2/$name.1/run.json" "$2/$name.$threads/run.json" | sort -u | wc -l | grep -qx 1
  done
  echo "$name: the same"
done
