#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <bouton/plugin.hpp>

namespace {

using bouton::Signal;
using bouton::Unit;

/// Triplet rule of spike-timing-dependent plasticity (Pfister and Gerstner 2006, doi:10.1523/JNEUROSCI.1425-06.2006,
/// equations 3 and 4), all spikes interacting. Traces r1, r2 of the presynaptic and o1, o2 of the postsynaptic spikes
/// decay with tau_plus, tau_x, tau_minus, tau_y, and rise by 1 at a spike. At a presynaptic spike
///   w <- w - o1 (A2_minus + A3_minus r2),   at a postsynaptic one   w <- w + r1 (A2_plus + A3_plus o2),
/// with r2 and o2 as they were just before that spike. Spikes of the same step do not see each other's traces.
///
/// A presynaptic spike changes its column, a postsynaptic one its row: cost follows the spikes.
class TripletStdp final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<TripletStdp>& d) {
    d.type("triplet_stdp", "triplet rule of Pfister and Gerstner").version("1.0", "Bouton examples");
    const auto time = [&](const char* name, auto member, double value, const char* summary) {
      d.parameter(name, member, summary).unit("ms").above(0).default_value(value);
    };
    const auto amplitude = [&](const char* name, auto member, double value, const char* summary) {
      d.parameter(name, member, summary).unit("weight").at_least(0).default_value(value);
    };
    // The paper's fit to visual cortex, all-to-all (table 4).
    time("tau_plus", &TripletStdp::tau_plus_, 16.8, "decay of r1, the fast presynaptic trace");
    time("tau_x", &TripletStdp::tau_x_, 101, "decay of r2, the slow presynaptic trace");
    time("tau_minus", &TripletStdp::tau_minus_, 33.7, "decay of o1, the fast postsynaptic trace");
    time("tau_y", &TripletStdp::tau_y_, 125, "decay of o2, the slow postsynaptic trace");
    amplitude("A2_plus", &TripletStdp::pair_up_, 5e-10, "change by a pair, pre before post");
    amplitude("A3_plus", &TripletStdp::triplet_up_, 6.2e-3, "change by a triplet, post-pre-post");
    amplitude("A2_minus", &TripletStdp::pair_down_, 7e-3, "change by a pair, post before pre");
    amplitude("A3_minus", &TripletStdp::triplet_down_, 2.3e-4, "change by a triplet, pre-post-pre");
    d.parameter("w_min", &TripletStdp::least_, "smallest weight").unit("weight").default_value(0);
    d.parameter("w_max", &TripletStdp::most_, "largest weight").unit("weight").default_value(1);
    d.state("r1", &TripletStdp::r1_, "fast presynaptic trace").per_source(0);
    d.state("r2", &TripletStdp::r2_, "slow presynaptic trace").per_source(0);
    d.state("o1", &TripletStdp::o1_, "fast postsynaptic trace");
    d.state("o2", &TripletStdp::o2_, "slow postsynaptic trace");
  }

  void prepare() override {
    if (least_ > most_) throw std::invalid_argument("'w_min' is larger than 'w_max'");
  }

  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }

  void update(const bouton::SynapseInputs& in, const Signal& post, bool learn) override {
    decay(r1_, tau_plus_), decay(r2_, tau_x_), decay(o1_, tau_minus_), decay(o2_, tau_y_);
    list(in.source(0), pre_spikes_);
    list(post, post_spikes_);
    if (learn) {
      for (const Unit pre : pre_spikes_) depress(pre);
      for (const Unit post : post_spikes_) potentiate(post);
    }
    for (const Unit pre : pre_spikes_) r1_[pre] += 1, r2_[pre] += 1;
    for (const Unit k : post_spikes_) o1_[k] += 1, o2_[k] += 1;
  }

 private:
  void decay(bouton::StateArray& trace, double tau) const {
    const double factor = std::exp(-dt() / tau);
    for (double& x : trace) x *= factor;
  }

  /// The units that spike; of an analog signal those that are not 0.
  static void list(const Signal& signal, std::vector<Unit>& units) {
    units.clear();
    if (signal.is_spikes) {
      units.assign(signal.active.begin(), signal.active.end());
      return;
    }
    for (Unit unit = 0; unit < signal.values.size(); ++unit)
      if (signal.values[unit] != 0) units.push_back(unit);
  }

  void depress(std::size_t pre) {
    const auto column = weights().column(pre);
    const double amplitude = pair_down_ + triplet_down_ * r2_[pre];
    for (std::size_t i = 0; i < column.values.size(); ++i)
      column.values[i] = limited(column.values[i] - o1_[column.post(i)] * amplitude);
  }

  void potentiate(std::size_t post) {
    const double amplitude = pair_up_ + triplet_up_ * o2_[post];
    weights().visit_row(post, [&](std::size_t pre, auto& weight) {
      if (r1_[pre] != 0) weight = limited(weight + r1_[pre] * amplitude);
    });
  }

  double limited(double w) const { return std::min(std::max(w, least_), most_); }

  double tau_plus_ = 1, tau_x_ = 1, tau_minus_ = 1, tau_y_ = 1;
  double pair_up_ = 0, triplet_up_ = 0, pair_down_ = 0, triplet_down_ = 0;
  double least_ = 0, most_ = 1;
  bouton::StateArray r1_, r2_, o1_, o2_;
  std::vector<Unit> pre_spikes_, post_spikes_;
};

}  // namespace

BOUTON_PLUGIN(TripletStdp)
