#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <bouton/plugin.hpp>

namespace {

/// A current that changes at given times and is constant between them.
class StepCurrent final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<StepCurrent>& d) {
    d.type("step_current", "a current that changes at given times; a reset begins anew")
        .version("1.0", "Bouton")
        .output(bouton::OutputKind::analog)
        .local();
    d.parameter("times", &StepCurrent::times_, "when the current changes, since the beginning or the last reset")
        .unit("ms")
        .at_least(0)
        .default_value(std::vector<double>());
    d.parameter("amplitudes", &StepCurrent::amplitudes_, "the current from each of these times on; 0 before the first")
        .unit("pA")
        .default_value(std::vector<double>());
    d.parameter("scale", &StepCurrent::scale_, "factor on the amplitudes").default_value(1.0);
  }

  void prepare() override {
    if (times_.size() != amplitudes_.size())
      throw std::invalid_argument("there are " + std::to_string(times_.size()) + " 'times' and " +
                                  std::to_string(amplitudes_.size()) + " 'amplitudes'; wanted one for each");
    changes_.clear();
    for (const double time : times_) {
      changes_.push_back(on_grid("'times'", time));
      if (changes_.size() > 1 && changes_.back() <= changes_.end()[-2])
        throw std::invalid_argument("'times' must ascend; number " + std::to_string(changes_.size()) + " does not");
    }
  }

  void step(const bouton::LayerInputs&, std::span<double> out) override {
    // A change at time t acts in the step that begins at t.
    const auto changed = std::ranges::upper_bound(changes_, step_++) - changes_.begin();
    const double amplitude = changed == 0 ? 0.0 : amplitudes_[static_cast<std::size_t>(changed) - 1];
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = scale_[k] * amplitude;
  }

  void reset() override { step_ = 0; }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.counter("step", step_, {"steps", "steps since the beginning or the last reset"});
  }

 private:
  std::vector<double> times_, amplitudes_;
  bouton::PerUnit scale_;
  std::vector<std::uint64_t> changes_;  // the steps in which an amplitude is the first time there
  std::uint64_t step_ = 0;
};

}  // namespace

BOUTON_PLUGIN(StepCurrent)
