# For the tests of the examples: `run_twice PROGRAM NAME OUT_FOLDER [OPTION...]` runs an example and repeats it from
# its run.json; both must have the same spikes and write the same bytes.
run_twice() {
  local network
  network=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../apps/examples/$2" && pwd)/network.json
  rm -rf "$3" "$3.again"
  "$1" run "$network" --out "$3" "${@:4}"
  "$1" rerun "$3/run.json" --out "$3.again" --quiet
  diff --recursive --brief --exclude run.json "$3" "$3.again"
}
