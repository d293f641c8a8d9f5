#include <stdexcept>
#include <string>

#include <bouton/plugin.hpp>

namespace {

/// Independent random spikes: in each step, every unit spikes with the probability scale * rate.
class Poisson final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Poisson>& d) {
    d.type("poisson", "random spikes, independent in each step and unit").version("1.0", "Bouton").local();
    d.parameter("rate", &Poisson::rate_, "probability of a spike per step").unit("1/step").at_least(0).at_most(1);
    d.parameter("scale", &Poisson::scale_, "factor on the rate").at_least(0).default_value(1.0);
  }

  void prepare() override {
    random_ = random("spikes");
    for (const double rate : rate_.values())
      if (scale_ * rate > 1)
        throw std::invalid_argument("'scale' times 'rate' is " + std::to_string(scale_ * rate) +
                                    "; a probability is at most 1");
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    random_.uniform(slice().begin, in.step.index, out);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = out[k] < scale_ * rate_[k] ? 1.0 : 0.0;
  }

 private:
  bouton::PerUnit rate_;
  double scale_ = 1;
  bouton::Random random_;
};

}  // namespace

BOUTON_PLUGIN(Poisson)
