/// A synapse of which the core knows that it only carries.
#pragma once

#include <bouton/bouton.hpp>

namespace support {

/// Fixed weights that the core may store and carry as it likes.
class Fixed final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Fixed>& d) {
    d.type("fixed", "fixed weights").version("1.0", "tests").any_storage().fixed_weights();
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

}  // namespace support
