#!/usr/bin/env bash
# The tests with a label under sanitizers, in a copy of the tree, built by the compiler that the other checks do not use.
# usage: sanitizers.sh SANITIZERS LABEL WORK_FOLDER [TARGET...]
# for example: sanitizers.sh address,undefined unit /tmp/w      without a TARGET all is built
set -euo pipefail
sanitizers=$1 label=$2 work=$3
shift 3
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
rm -rf "$work/source"
mkdir -p "$work/source"
cd "$source_folder"
cp -rp core plugins apps tests cmake CMakeLists.txt README.md .clang-format "$work/source"
# Not optimized, because the build takes longer than the tests.
cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_CXX_FLAGS_DEBUG="-O0 -g1" -DBOUTON_WARNINGS_AS_ERRORS=ON -DBOUTON_PRECOMPILED_HEADERS=ON \
  -DBOUTON_SANITIZE="$sanitizers" >/dev/null
cmake --build "$work/build" ${1:+--target "$@"}
ctest --test-dir "$work/build" -L "$label" -j "$(nproc)" --no-tests=error --output-on-failure
