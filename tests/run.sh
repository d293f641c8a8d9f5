#!/usr/bin/env bash
# Installs what is missing, builds Bouton with warnings as errors, and runs all tests. Safe to run again.
#
# usage: tests/run.sh [ctest options]      for example: tests/run.sh -R lif
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/install_packages.sh

install_packages "${build_packages[@]}" "${report_packages[@]}" "${serve_packages[@]}" python3-selenium chromium-driver dataset-fashion-mnist doctest-dev python3 python3-jsonschema python3-numpy libhdf5-dev python3-h5py clang libclang-rt-dev \
  clang-format

echo "Building ..."
cmake -S . -B build/tests -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON -DBOUTON_WARNINGS_AS_ERRORS=ON \
  -DBOUTON_BENCH=ON -DBOUTON_PRECOMPILED_HEADERS=ON >/dev/null
cmake --build build/tests

ctest --test-dir build/tests --output-on-failure --no-tests=error -j "$(nproc)" "$@"
