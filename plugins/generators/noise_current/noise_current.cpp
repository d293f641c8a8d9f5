#include <stdexcept>

#include <bouton/plugin.hpp>

namespace {

/// Gaussian white noise: a current that is drawn anew at regular times and constant between them.
class NoiseCurrent final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<NoiseCurrent>& d) {
    d.type("noise_current", "gaussian noise current, drawn anew at regular times, for each unit by itself")
        .version("1.0", "Bouton")
        .output(bouton::OutputKind::analog)
        .local();
    d.parameter("mean", &NoiseCurrent::mean_, "mean of the current").unit("pA").default_value(0.0);
    d.parameter("std", &NoiseCurrent::std_, "standard deviation of the current")
        .unit("pA")
        .at_least(0)
        .default_value(0.0);
    d.parameter("dt", &NoiseCurrent::interval_, "how long a draw holds, a whole number of steps")
        .unit("ms")
        .above(0)
        .default_value(1.0);
  }

  void prepare() override {
    random_ = random("noise");
    steps_ = on_grid("'dt'", interval_);
    if (steps_ == 0) throw std::invalid_argument("'dt' is shorter than a step");
    current_.resize(size());
    drawn_ = none;
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const std::uint64_t interval = in.step.index / steps_;
    if (interval != drawn_)
      for (std::size_t k = 0; k < current_.size(); ++k)
        current_[k] = mean_[k] + std_[k] * random_.normal(slice().begin + k, interval);
    drawn_ = interval;
    std::ranges::copy(current_, out.begin());
  }

 private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};

  bouton::PerUnit mean_, std_;
  double interval_ = 1;
  bouton::Random random_;
  std::uint64_t steps_ = 1;
  // What was drawn for an interval: no state, since it could be drawn again at any time.
  std::vector<double> current_;
  std::uint64_t drawn_ = none;
};

}  // namespace

BOUTON_PLUGIN(NoiseCurrent)
