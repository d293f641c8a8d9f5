#!/usr/bin/env bash
# Installs what is missing, builds Bouton, and lets it learn Fashion-MNIST: a network of 8000 Kenyon cells sees each of
# the 60,000 training images once, and is then tested on the other 10,000. Takes a few minutes; safe to run again.
#
# usage: apps/demo.sh [--seed N]
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/install_packages.sh

install_packages "${build_packages[@]}" "${report_packages[@]}" "${serve_packages[@]}" dataset-fashion-mnist

echo "Building what the demo needs: about three and a half minutes of processor time, on $(nproc) core(s) at once ..."
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >/dev/null
cmake --build build --target bouton-program constant csv idx lif mse periodic static

echo "Learning 60,000 images of clothes, each seen once; then a test on 10,000 others ..."
build/bin/bouton run apps/examples/fashion_mnist/network.json --out build/demo --report "$@"

cat <<'END'

What happened: 784 pixels drive 8000 Kenyon cells, each of which looks at nine random
pixels of a small window and rarely spikes. Only the weights from them to the ten output
units learned, by a rule that sees nothing but the spikes of both sides and the label.
Chance would be 10 %. The image classes are T-shirt, trouser, pullover, dress, coat,
sandal, shirt, sneaker, bag, ankle boot.

  build/demo/report.html          all of it on one page: open it in a browser
  build/demo/predictions.csv      every image: its class and the predicted one
  build/demo/confusion.csv        which classes were taken for which
  build/demo/kc_out.weights.csv   the learned weights

The network is one file: apps/examples/fashion_mnist/network.json. Change it and run
  build/bin/bouton run apps/examples/fashion_mnist/network.json --out build/demo

END

echo "Building the types that the demo does not use, for other networks and for 'cmake --install' ..."
cmake --build build

echo
echo "Open this page in a browser to see what the network did:"
echo "  $PWD/build/demo/report.html"
