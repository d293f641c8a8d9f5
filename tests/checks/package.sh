#!/usr/bin/env bash
# Installs Bouton into a folder and works with it as a third party does, outside of this tree: the plugins that README.md
# and plugins/README.md show, a plugin of each kind from `bouton new-plugin`, and each installed header by itself.
# usage: package.sh BUILD_FOLDER WORK_FOLDER
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
prefix=$2/prefix
work=$2/plugin
rm -rf "$2"
mkdir -p "$work"
cmake --install "$1" --prefix "$prefix" >/dev/null
export PATH=$prefix/bin:$PATH

fail() {
  echo "$*" >&2
  exit 1
}

# A block is a file if the line before its fence is <!-- file: NAME -->.
awk -v folder="$work" '
  /^<!-- file: / { name = $3; next }
  /^```/ { if (inside) { inside = 0; name = "" } else if (name != "") { inside = 1 } ; next }
  inside { print > (folder "/" name) }
' "$source_folder/README.md" "$source_folder/plugins/README.md"
for plugin in adaptive_lif reward; do
  lines=$(grep -c '[^[:space:]]' "$work/$plugin.cpp")
  [ "$lines" -le 25 ] || fail "$plugin.cpp has $lines lines that are not blank; a plugin fits in 25"
done
[ "$(grep -c . "$work/CMakeLists.txt")" -eq 4 ] || fail "the guide's CMakeLists.txt does not have 4 lines"
for plugin in noisy_lif hebb two_ports synaptic_lif table; do echo "bouton_add_plugin($plugin $plugin.cpp)"; done >> "$work/CMakeLists.txt"
echo 'bouton_add_plugin(reward reward.cpp)' >> "$work/CMakeLists.txt"

cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
cmake --build "$work/build"
cd "$work"
bouton plugins --plugin-path build | grep adaptive_lif.bouton.so
bouton inspect adaptive_lif --plugin-path build
for library in build/*.bouton.so; do bouton check-plugin "$library"; done
bouton run network.json --plugin-path build --out out
head -n 3 out/cell.spikes.csv
# An adapting cell spikes ever more rarely: there are spikes, and the last gap is longer than the first.
awk -F, 'NR > 1 { step[++n] = $1 } END { exit !(n > 3 && step[n] - step[n-1] > step[2] - step[1]) }' out/cell.spikes.csv
bouton run learning.json --plugin-path build --out out
# What came before the reward grew, what did not stayed.
awk -F, '$3 == 0 { early = $4 } $3 == 1 { late = $4 } END { exit !(early > 0.55 && late == 0.5) }' out/w.weights.csv
bouton run trials.json --plugin-path build --out out
[ "$(awk -F, 'NR > 1 && $3 == $4' out/predictions.csv | wc -l)" -eq 3 ] || fail "the samples of table.cpp are not told apart"

# A plugin that an older Bouton was built for is refused by name, and the rest stays usable.
sed 's/interface=[0-9a-f]\{8\}/interface=00000000/' build/adaptive_lif.bouton.so > old.bouton.so
mkdir old && mv old.bouton.so old/
bouton plugins --plugin-path old | grep 'REFUSED: was built with another version of the interface'

for kind in neuron synapse generator transform recorder data_set; do
  cd "$2"
  bouton new-plugin $kind my_$kind
  cd my_$kind
  cmake -B build -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror" >/dev/null
  cmake --build build
  ctest --test-dir build --output-on-failure
  bouton run network.json --plugin-path build --quiet
done

# A plugin's headers pull in the standard library only, so each compiles alone, and twice.
compile_header() {
  local header=bouton/$(basename "$2")
  printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
    "$1" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" -x c++ - ||
    fail "$1: $header does not compile alone"
}
export -f compile_header fail
export prefix
for compiler in g++ clang++; do
  printf '%s\0' "$prefix"/include/bouton/*.hpp |
    xargs -0 -n 1 -P "$(nproc)" bash -c 'compile_header "$0" "$1"' "$compiler"
done
echo "$(ls "$prefix"/include/bouton/*.hpp | wc -l) headers compile alone with g++ and clang++"
