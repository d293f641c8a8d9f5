// Declares that it takes float32 and reaches for float64.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.single_precision();
  }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool learn) override {
    for (std::size_t pre = 0; learn && pre < source_size(0); ++pre)
      for (double& w : weights().column(pre).values) w += 0.01;
  }
};

BOUTON_PLUGIN(Bad)
