#!/usr/bin/env bash
# The quick variant of the main job: 1000 Kenyon cells, 10,000 images. Its accuracy, and its exact predictions.
# usage: fashion_mnist_quick.sh PROGRAM OUT_FOLDER
set -euo pipefail
network=$(cd "$(dirname "$0")/../../apps/examples/fashion_mnist" && pwd)/quick.json
rm -rf "$2"
"$1" run "$network" --out "$2" | tee "$2.txt"

right=$(sed -n "s/^Test accuracy: .*(\([0-9]*\) of 10000) in phase 'test', 10 classes;.*/\1/p" "$2.txt")
if [ "$right" -lt 8000 ]; then
  echo "only $right of 10000 right; wanted at least 8000"
  exit 1
fi
counted=$(awk -F, '$1 == "test" && $3 == $4' "$2/predictions.csv" | wc -l)
if [ "$counted" -ne "$right" ]; then
  echo "predictions.csv has $counted right, the summary says $right"
  exit 1
fi
# The columns phase, sample, target and predicted.
cut -d, -f1-4 "$2/predictions.csv" | sha256sum --check <(echo "$(cat "$(dirname "$0")/fashion_mnist_quick.sha256")  -")
