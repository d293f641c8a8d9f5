/// Pair-based spike-timing-dependent plasticity, plain or modulated.
#pragma once

#include <vector>

#include <bouton/plastic_synapse.hpp>

namespace bouton {

/// `dW = Ap xo ⊗ te − An to ⊗ xe`: a postsynaptic spike adds the presynaptic trace, a presynaptic spike takes away the
/// postsynaptic trace (Song, Miller, Abbott 2000, doi:10.1038/78829; traces as in Morrison, Diesmann, Gerstner 2008,
/// doi:10.1007/s00422-008-0233-1). A modulated rule multiplies the change by a factor for each postsynaptic unit.
///
/// A weight changes only if one of its sides spikes now: the columns of the presynaptic spikes, and in the other
/// columns with a trace the postsynaptic spikes. All others would gain exactly 0.
class PairStdp : public PlasticSynapse {
 public:
  /// Declares the parameters of PlasticSynapse and `rule_params` {`Ap`, `An`}.
  template <class T>
  static void declare_pair(Declaration<T>& d) {
    declare_plastic(d);
    d.parameter("rule_params.Ap", &PairStdp::potentiation_, "change per presynaptic trace at a postsynaptic spike");
    d.parameter("rule_params.An", &PairStdp::depression_, "change per postsynaptic trace at a presynaptic spike");
  }

 protected:
  /// The factor on each unit's change; nothing: 1. `factors` has one element per unit of the slice.
  virtual bool find_factors(std::span<double> factors) const {
    (void)factors;
    return false;
  }

  void adjust_weights(const SynapseInputs& in, const Signal& post) override {
    factors_.resize(size());
    const bool modulated = find_factors(factors_);
    const auto& pre = in.source(0);
    const auto adjust = [&](auto factor) {
      if (!pre.is_spikes || !post.is_spikes) {
        for (std::size_t i = 0; i < source_size(0); ++i) adjust_column(i, pre.values[i], post, factor);
        return;
      }
      for (const Unit i : pre.active) adjust_column(i, 1.0, post, factor);
      if (post.active.empty()) return;
      for (const Unit i : pre_trace().nonzero())
        if (pre.values[i] == 0.0) potentiate_column(i, post, factor);
    };
    if (modulated)
      adjust([this](std::size_t k, double change) { return change * factors_[k]; });
    else
      adjust([](std::size_t, double change) { return change; });
  }

 private:
  template <class Factor>
  void adjust_column(std::size_t pre, double x, const Signal& post, Factor factor) {
    const double trace = pre_trace()[pre], up = potentiation_, down = depression_;
    const auto column = weights().column(pre);
    const auto limit = limits();
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      const std::size_t k = column.post(i);
      const double change = up * post.values[k] * trace - down * post_trace()[k] * x;
      column.values[i] = limit(column.values[i] + factor(k, change));
    }
  }

  /// The same where the presynaptic unit is silent.
  template <class Factor>
  void potentiate_column(std::size_t pre, const Signal& post, Factor factor) {
    const double change = potentiation_ * pre_trace()[pre];
    const auto column = weights().column(pre);
    const auto limit = limits();
    const auto at = [&](std::size_t i, std::size_t k) {
      column.values[i] = limit(column.values[i] + factor(k, change));
    };
    if (weights().form() == WeightForm::dense) {
      for (const Unit k : post.active) at(k, k);
    } else {
      for (std::size_t i = 0; i < column.values.size(); ++i)
        if (const std::size_t k = column.post(i); post.values[k] != 0.0) at(i, k);
    }
  }

  double potentiation_ = 0, depression_ = 0;
  std::vector<double> factors_;
};

}  // namespace bouton
