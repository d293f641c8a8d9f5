/// What the plugins here have in common.
#pragma once

#include <algorithm>

#include <bouton/plugin.hpp>

/// A neuron that never spikes.
class Silent : public bouton::Layer {
 public:
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::fill(out.begin(), out.end(), 0.0); }

 protected:
  template <class T>
  static void describe(bouton::Declaration<T>& d, const char* name) {
    d.type(name, "never spikes").version("1.0", "tests").port("in", "ignored");
  }
};
