// Declares that its weights are fixed, and counts.
#include "bad.hpp"

struct Bad final : Synapse {
  std::uint64_t calls = 0;

  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.fixed_weights();
  }
  void reset() override { calls = 0; }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool) override { ++calls; }
  void visit_state(bouton::StateVisitor& s) override { s.counter("calls", calls, {"", "updates"}); }
};

BOUTON_PLUGIN(Bad)
