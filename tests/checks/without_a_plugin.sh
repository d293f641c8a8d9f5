#!/usr/bin/env bash
# Deleting a plugin's folder leaves everything else building, and what is left of the tests passing.
# usage: without_a_plugin.sh WORK_FOLDER PLUGIN_FOLDER      for example: without_a_plugin.sh /tmp/w plugins/neurons/lif
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
rm -rf "$1/source"
mkdir -p "$1/source"
cd "$source_folder"
cp -r core plugins apps tests cmake CMakeLists.txt .clang-format "$1/source"
rm -r "${1:?}/source/$2"
cmake -S "$1/source" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug
cmake --build "$1/build"
ctest --test-dir "$1/build" -LE check --no-tests=error --output-on-failure
