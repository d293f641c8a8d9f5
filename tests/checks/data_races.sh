#!/usr/bin/env bash
# The tests that use threads, under the sanitizer that finds data races.
# usage: data_races.sh WORK_FOLDER
set -euo pipefail
source "$(dirname "$0")/sanitized_tree.sh"
copy_tree "$1/source"
configure_tree "$1/source" "$1/build" thread >/dev/null
cmake --build "$1/build" --target core_threads_test everything_threads_test
run_tests "$1/build" -L threads
