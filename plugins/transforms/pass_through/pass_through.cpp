#include <algorithm>
#include <vector>

#include <bouton/plugin.hpp>

namespace {

/// Hands its input on, at once or one step later.
class PassThrough final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<PassThrough>& d) {
    d.transform("pass_through", "hands its input on").version("1.0", "Bouton").local();
    d.parameter("delay", &PassThrough::delayed_, "one step later").default_value(false);
  }

  void prepare() override { held_.resize(size()); }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    std::ranges::copy(delayed_ ? std::span<const double>(held_) : in.port(0), out.begin());
    std::ranges::copy(in.port(0), held_.begin());
  }

  void reset() override { std::fill(held_.begin(), held_.end(), 0.0); }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("held", held_, {"", "input of the latest step"});
  }

 private:
  bool delayed_ = false;
  std::vector<double> held_;
};

}  // namespace

BOUTON_PLUGIN(PassThrough)
