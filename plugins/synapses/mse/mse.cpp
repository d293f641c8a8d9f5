#include <type_traits>
#include <vector>

#include <bouton/plastic_synapse.hpp>
#include <bouton/plugin.hpp>
#include <bouton/vectorized.hpp>

namespace {

/// The weights of a column whose units lie side by side: each moves by error x trace.
template <class T>
BOUTON_INLINE void adjust_as(T* w, const double* error, std::size_t count, double trace, double least, double most) {
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t i = 0; i < count; ++i) {
    double next = static_cast<double>(w[i]) + error[i] * trace;
    next = next < least ? least : next;
    w[i] = static_cast<T>(next > most ? most : next);
  }
}
BOUTON_VECTORIZED void adjust(double* w, const double* error, std::size_t count, double trace, double least,
                              double most) {
  adjust_as(w, error, count, trace, least, most);
}
BOUTON_VECTORIZED void adjust(float* w, const double* error, std::size_t count, double trace, double least,
                              double most) {
  adjust_as(w, error, count, trace, least, most);
}

/// Supervised rule that follows the gradient of the squared difference between a target and the postsynaptic trace:
///   dW = lr (xm - to) ⊗ te
/// with the presynaptic trace te, the postsynaptic trace to and the modulator's signal xm as the target. A delta rule
/// (Widrow and Hoff 1960) on traces.
///
/// A weight only moves while the trace of its presynaptic unit is not zero, so an update visits the columns of those
/// units only; the others would gain exactly 0.
class Mse final : public bouton::PlasticSynapse {
 public:
  static void declare(bouton::Declaration<Mse>& d) {
    d.type("mse", "supervised: moves weights so that the postsynaptic trace follows the modulator");
    d.version("1.0", "Bouton").sources(2, 2);
    declare_plastic(d);
    d.single_precision();
    declare_modulator_trace(d, "modulator's trace [t0, t1], recorded only: the rule takes the signal itself");
    d.parameter("rule_params.lr", &Mse::rate_, "learning rate");
  }

 protected:
  void adjust_weights(const bouton::SynapseInputs& in, const bouton::Signal&) override {
    const auto& target = in.source(1).values;
    error_.resize(size());
    bool any = false;
    for (std::size_t k = 0; k < error_.size(); ++k) {
      error_[k] = rate_ * (for_unit(target, k) - post_trace()[k]);
      any = any || error_[k] != 0.0;
    }
    if (!any) return;
    const auto limit = limits();
    for (const bouton::Unit pre : pre_trace().nonzero()) {
      const double trace = pre_trace()[pre];
      weights().visit_column(pre, [&](auto column) {
        auto* w = column.values.data();
        const auto count = column.values.size();
        if (column.posts.empty())
          return adjust(w, error_.data() + column.first_post, count, trace, limit.least, limit.most);
        for (std::size_t i = 0; i < count; ++i) put(w[i], limit(w[i] + error_[column.posts[i]] * trace));
      });
    }
  }

 private:
  static void put(auto& weight, double value) {
    weight = static_cast<std::remove_reference_t<decltype(weight)>>(value);
  }

  double rate_ = 0;
  std::vector<double> error_;  // lr (xm - to)
};

}  // namespace

BOUTON_PLUGIN(Mse)
