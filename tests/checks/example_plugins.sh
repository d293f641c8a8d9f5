#!/usr/bin/env bash
# Builds the example plugins through the installed package, out of this tree, checks them, runs their networks, and
# compares what they learn with closed forms.
# usage: example_plugins.sh BUILD_FOLDER WORK_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=$2/prefix
rm -rf "$2"
mkdir -p "$2"
cmake --install "$1" --prefix "$prefix" >/dev/null
export PATH=$prefix/bin:$PATH
for name in izhikevich triplet_stdp memristive; do
  cp -r "$here/../../apps/examples/plugins/$name" "$2/$name"
  cd "$2/$name"
  cmake -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror" >/dev/null
  cmake --build build
  bouton check-plugin build/$name.bouton.so
  bouton run network.json --plugin-path build --out out
  BOUTON_PLUGIN_PATH=build /usr/bin/python3 "$here/../program/schema.test.py" bouton network.json
done
/usr/bin/python3 "$here/example_plugins.py" "$2"
