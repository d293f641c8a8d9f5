#!/usr/bin/env bash
# The unit tests under AddressSanitizer and UndefinedBehaviorSanitizer.
# usage: sanitizers.sh BUILD_FOLDER
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
cmake -S "$source_folder" -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
  -DBOUTON_SANITIZE=address,undefined >/dev/null
cmake --build "$1"
ctest --test-dir "$1" -L unit --no-tests=error --output-on-failure
