# For the tests of the examples: options that make a large network small enough for every build.
# Brunel's with a fifth of the cells and of the synapses of each, five times as strong; the inhibitory weight is $1, and
# the rate of the trains outside $2.
small_brunel() {
  options=(--set /inputs/0/size=2000 --set /inputs/1/size=500 --set /layers/0/size=2000 --set /layers/1/size=500)
  local input synapse
  for input in 0 1; do
    options+=(--set "/inputs/$input/source/params/count=200" --set "/inputs/$input/source/params/rate=\"$2 Hz\""
      --set "/synapses/$input/weights=0.5")
  done
  for synapse in 2 3; do
    options+=(--set "/synapses/$synapse/connect/indegree=200" --set "/synapses/$synapse/weights/constant=0.5")
  done
  for synapse in 4 5; do
    options+=(--set "/synapses/$synapse/connect/indegree=50" --set "/synapses/$synapse/weights/constant=$1")
  done
}
