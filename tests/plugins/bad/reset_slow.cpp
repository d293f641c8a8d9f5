// Needs hundreds of steps for a spike, whatever its input, and does not forget in a reset that it spiked.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.output(bouton::OutputKind::spikes);
  }
  void prepare() override {
    Neuron::prepare();
    spikes.resize(size());
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      v[k] += in.port(0)[k] > 0 ? 1 : 0;
      out[k] = v[k] >= 400 + 10 * spikes[k] ? 1 : 0;
      if (out[k] == 1) v[k] = 0, ++spikes[k];
    }
  }
  void visit_state(bouton::StateVisitor& s) override {
    Neuron::visit_state(s);
    s.per_unit("count", spikes, {"", "spikes so far"});
  }
  std::vector<double> spikes;
};

BOUTON_PLUGIN(Bad)
