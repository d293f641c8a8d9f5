# For the tests of the examples: `run_twice PROGRAM NAME OUT_FOLDER` runs an example twice; both must write the same bytes.
run_twice() {
  local network
  network=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../apps/examples/$2" && pwd)/network.json
  rm -rf "$3" "$3.again"
  "$1" run "$network" --out "$3"
  "$1" run "$network" --out "$3.again" --quiet
  diff --recursive --brief "$3" "$3.again"
}
