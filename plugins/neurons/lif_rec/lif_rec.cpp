#include <stdexcept>
#include <vector>

#include <bouton/lif_layer.hpp>
#include <bouton/plugin.hpp>

namespace {

/// `lif` with weights among its own units: what the layer published in the previous step, through Wrec, adds to the
/// input.
class RecurrentLif final : public bouton::LifLayer {
 public:
  static void declare(bouton::Declaration<RecurrentLif>& d) {
    d.type("lif_rec", "lif with recurrent weights: x + Wrec s in place of x").aliases({"spiking_rec"});
    d.version("1.0", "Bouton").port("in", "input current, in units of the threshold");
    declare_lif(d);
    d.parameter("Wrec", &RecurrentLif::given_weights_, "recurrent weights [post][pre], fixed")
        .row_per_unit()
        .column_per_unit();
  }

  void prepare() override {
    LifLayer::prepare();
    input_.resize(size());
    weights_ = bouton::WeightMatrix::dense(given_weights_.columns, slice());
    for (std::size_t pre = 0; pre < given_weights_.columns; ++pre)
      for (std::size_t k = 0; k < size(); ++k)
        weights_.column(pre).values[k] = given_weights_.at(slice().begin + k, pre);
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    std::ranges::copy(in.port(0), input_.begin());
    weights_.accumulate(in.previous, input_);
    advance(input_, in.previous, out);
  }

 private:
  bouton::Matrix given_weights_;
  bouton::WeightMatrix weights_;
  std::vector<double> input_;
};

}  // namespace

BOUTON_PLUGIN(RecurrentLif)
