#!/usr/bin/env bash
# The unit tests under AddressSanitizer and UBSan, and the proof that a plugin is no part of the rest: without its folder
# everything else builds, and what is left of the tests passes. With it, only the tests are run that were left out.
# usage: sanitizers.sh PLUGIN_FOLDER WORK_FOLDER      for example: sanitizers.sh plugins/neurons/lif /tmp/w
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/sanitized_tree.sh"
plugin=${1:?} source=$2/source build=$2/build

# The names of the unit tests, one a line.
unit_tests() { ctest --test-dir "$build" -N -L unit | sed -n 's/^ *Test *#[0-9]*: //p' | sort; }

copy_tree "$source"
rm -r "${source:?}/$plugin"
configure_tree "$source" "$build" address,undefined
cmake --build "$build"
run_tests "$build" -LE check
unit_tests > "$2/without"

cp -rp "$here/../../$plugin" "$source/$plugin"
cmake "$build" >/dev/null
cmake --build "$build"
left_out=$(unit_tests | comm -13 "$2/without" - | paste -sd '|')
run_tests "$build" -R "^($left_out)\$"
