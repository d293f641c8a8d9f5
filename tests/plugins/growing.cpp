// Built twice, as two versions of one library: each step adds to its value what the version says.
#include <vector>

#include <bouton/plugin.hpp>

namespace {

class Growing final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Growing>& d) {
    d.type("growing", "grows in each step").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("factor", &Growing::factor_, "of the growth").default_value(1);
  }
  void prepare() override { value_.resize(size()); }
  void reset() override { value_.assign(size(), 0.0); }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = value_[k] += GROWTH * factor_;
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("value", value_, {"", "value"}); }

 private:
  double factor_ = 1;
  std::vector<double> value_;
};

}  // namespace

BOUTON_PLUGIN(Growing)
