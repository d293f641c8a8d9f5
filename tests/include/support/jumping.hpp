/// A neuron whose port adds straight to its state.
#pragma once

#include <bouton/bouton.hpp>

namespace support {

/// A leaky integrator that spikes above 1; its state is its port.
class Jumping final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Jumping>& d) {
    d.type("jumping", "spikes where its potential was above 1").version("1.0", "tests").local();
    d.port("in", "jumps of the potential").adds_to("v");
    d.state("v", &Jumping::v_, "potential");
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      out[k] = v_[k] > 1 ? 1 : 0;
      v_[k] = v_[k] > 1 ? 0 : 0.9 * v_[k];
    }
  }

 private:
  bouton::StateArray v_;
};

}  // namespace support
