#!/usr/bin/env bash
# Deleting a plugin's folder leaves everything else building, and what is left of the tests passing: in the copy of the
# tree that sanitizers.sh has built.
# usage: without_a_plugin.sh WORK_FOLDER PLUGIN_FOLDER      for example: without_a_plugin.sh /tmp/w plugins/neurons/lif
set -euo pipefail
rm -r "${1:?}/source/$2"
cmake "$1/build"
cmake --build "$1/build"
ninja -C "$1/build" -t cleandead # the library that was built from the folder
ctest --test-dir "$1/build" -LE check -j "$(nproc)" --no-tests=error --output-on-failure
