#include <algorithm>

#include <bouton/plugin.hpp>

namespace {

/// Plays the rows of a matrix, one per step, over and over.
class Sequence final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Sequence>& d) {
    d.type("sequence", "given values, one row per step, repeated; a reset rewinds").version("1.0", "Bouton");
    d.output(bouton::OutputKind::either).local();
    d.parameter("values", &Sequence::values_, "a row for each step, a column for each unit").column_per_unit();
  }

  void prepare() override { row_ %= values_.rows; }

  void step(const bouton::LayerInputs&, std::span<double> out) override {
    std::ranges::copy(values_.row(row_).subspan(slice().begin, size()), out.begin());
    row_ = (row_ + 1) % values_.rows;
  }

  void reset() override { row_ = 0; }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.counter("row", row_, {"steps", "the row that comes next"});
  }

 private:
  bouton::Matrix values_;
  std::uint64_t row_ = 0;
};

}  // namespace

BOUTON_PLUGIN(Sequence)
