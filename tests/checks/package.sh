#!/usr/bin/env bash
# Installs Bouton into a folder and, outside of this tree, builds against it the plugins that README.md and
# plugins/README.md show: the code blocks are taken from there as they stand. The installed program must find the plugin and run its network.
# usage: package.sh BUILD_FOLDER WORK_FOLDER
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
prefix=$2/prefix
work=$2/plugin
rm -rf "$prefix" "$work"
mkdir -p "$work"
cmake --install "$1" --prefix "$prefix" >/dev/null

# A block is a file if the line before its fence is <!-- file: NAME -->.
awk -v folder="$work" '
  /^<!-- file: / { name = $3; next }
  /^```/ { if (inside) { inside = 0; name = "" } else if (name != "") { inside = 1 } ; next }
  inside { print > (folder "/" name) }
' "$source_folder/README.md" "$source_folder/plugins/README.md"
echo 'bouton_add_plugin(reward reward.cpp)' >> "$work/CMakeLists.txt"

cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$work/build"
cd "$work"
"$prefix/bin/bouton" plugins --plugin-path build
"$prefix/bin/bouton" inspect adaptive_lif --plugin-path build
"$prefix/bin/bouton" inspect reward --plugin-path build
"$prefix/bin/bouton" run network.json --plugin-path build --out out
head -n 3 out/cell.spikes.csv
# An adapting cell spikes ever more rarely: there are spikes, and the last gap is longer than the first.
awk -F, 'NR > 1 { step[++n] = $1 } END { exit !(n > 3 && step[n] - step[n-1] > step[2] - step[1]) }' out/cell.spikes.csv

# A plugin that an older Bouton was built for is refused by name, and the rest stays usable.
sed 's/headers=[0-9a-f]\{8\}/headers=00000000/' build/adaptive_lif.bouton.so > old.bouton.so
mkdir old && mv old.bouton.so old/
"$prefix/bin/bouton" plugins --plugin-path old | grep 'REFUSED: was built with another hash of the public headers'
