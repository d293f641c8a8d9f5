#!/usr/bin/env bash
# Fuzzes the network-file loader and the stamp reader with libFuzzer, under AddressSanitizer and UBSan.
# usage: run.sh BUILD_FOLDER SECONDS      for each of the two; what is found stands in BUILD_FOLDER/found
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cmake -S "$here/../.." -B "$1" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DCMAKE_CXX_FLAGS="-fsanitize=fuzzer-no-link" \
  -DBOUTON_SANITIZE=address,undefined -DBOUTON_FUZZ=ON >/dev/null
cmake --build "$1" --target fuzz_network_file fuzz_stamp
for name in network_file stamp; do
  mkdir -p "$1/found/$name" "$1/corpus/$name"
  "$1/bin/fuzz_$name" -max_total_time="$2" -timeout=10 -rss_limit_mb=4096 -max_len=20000 -print_final_stats=1 \
    -artifact_prefix="$1/found/$name/" "$1/corpus/$name" "$here/corpus/$name"
done
