#!/usr/bin/env bash
# Installs what is missing, builds the benchmark, and compares every row with numpy or Brian2; takes about half an hour.
#
# usage: apps/bench/bench.sh [--rows 1,2,6-8000,cuba] [--quick]
set -euo pipefail
cd "$(dirname "$0")/../.."
source cmake/install_packages.sh

install_packages "${build_packages[@]}" dataset-fashion-mnist python3 python3-numpy libopenblas0-pthread python3-brian

cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DBOUTON_BENCH=ON >/dev/null
cmake --build build >&2

lscpu | grep -E 'Model name|^CPU\(s\)|L1d|L2|L3' >&2
python3 -B apps/bench/bench.py build/bin/bouton-bench "$@"
