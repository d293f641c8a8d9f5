# Sourced by the checks that build a copy of the tree with sanitizers, by the compiler that the other checks do not use.

# copy_tree FOLDER
copy_tree() {
  rm -rf "$1"
  mkdir -p "$1"
  (cd "$(dirname "${BASH_SOURCE[0]}")/../.." && cp -rp core plugins apps tests cmake CMakeLists.txt README.md .clang-format "$1")
}

# configure_tree SOURCE BUILD SANITIZERS
# What computes is optimized a little: the tests then take a third of the time, and all else is compiled sooner without.
configure_tree() {
  cmake -S "$1" -B "$2" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DBOUTON_WARNINGS_AS_ERRORS=ON -DBOUTON_PRECOMPILED_HEADERS=ON \
    -DBOUTON_SANITIZE="$3"
}

# run_tests BUILD [ctest options]
run_tests() {
  ctest --test-dir "$1" -j "$(nproc)" --no-tests=error --output-on-failure "${@:2}"
}
