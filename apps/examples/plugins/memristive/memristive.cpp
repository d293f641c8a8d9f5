#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <bouton/plugin.hpp>

namespace {

/// A crossbar of memristive devices whose conductance moves in steps that shrink towards the bound, up and down by laws
/// of their own (Querlioz, Bichler, Dollfus, Gamrat 2013, doi:10.1109/TNANO.2013.2250995):
///   up:   G <- G + alpha_up exp(-beta_up (G - G_min) / (G_max - G_min)),
///   down: G <- G - alpha_down exp(-beta_down (G_max - G) / (G_max - G_min)).
/// A postsynaptic spike moves all its devices: up where the presynaptic unit has spiked within the window, else down.
class Memristive final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Memristive>& d) {
    d.type("memristive", "conductances with nonlinear, asymmetric updates").version("1.0", "Bouton examples");
    d.parameter("alpha_up", &Memristive::alpha_up_, "step up at G_min").at_least(0).at_most(1).default_value(0.01);
    d.parameter("alpha_down", &Memristive::alpha_down_, "step down at G_max")
        .at_least(0)
        .at_most(1)
        .default_value(0.005);
    d.parameter("beta_up", &Memristive::beta_up_, "nonlinearity upwards").at_least(0).at_most(100).default_value(3);
    d.parameter("beta_down", &Memristive::beta_down_, "nonlinearity downwards")
        .at_least(0)
        .at_most(100)
        .default_value(3);
    d.parameter("G_min", &Memristive::least_, "smallest conductance").unit("weight").at_least(0).default_value(0);
    d.parameter("G_max", &Memristive::most_, "largest conductance").unit("weight").at_least(0).default_value(1);
    d.parameter("window", &Memristive::window_, "how long a presynaptic spike counts")
        .unit("ms")
        .above(0)
        .default_value(20);
    d.state("elapsed", &Memristive::elapsed_, "time since the presynaptic spike")
        .unit("ms")
        .initial(never)
        .per_source(0);
  }

  void prepare() override {
    if (least_ >= most_) throw std::invalid_argument("'G_min' must be below 'G_max'");
  }

  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }

  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    const auto& pre = in.source(0).values;
    for (std::size_t i = 0; i < elapsed_.size(); ++i)
      elapsed_[i] = pre[i] != 0 ? 0 : std::min(elapsed_[i] + dt(), never);
    if (!learn || std::all_of(post.values.begin(), post.values.end(), [](double x) { return x == 0; })) return;
    for (std::size_t i = 0; i < elapsed_.size(); ++i) {
      const auto column = weights().column(i);
      const bool is_recent = elapsed_[i] <= window_;
      for (std::size_t n = 0; n < column.values.size(); ++n)
        if (post.values[column.post(n)] != 0) column.values[n] = moved(column.values[n], is_recent);
    }
  }

 private:
  double moved(double g, bool up) const {
    const double range = most_ - least_;
    g = std::clamp(g, least_, most_);
    g += up ? alpha_up_ * std::exp(-beta_up_ * (g - least_) / range)
            : -alpha_down_ * std::exp(-beta_down_ * (most_ - g) / range);
    return std::clamp(g, least_, most_);
  }

  static constexpr double never = 1e9;  // ms

  double alpha_up_ = 0, alpha_down_ = 0, beta_up_ = 0, beta_down_ = 0, least_ = 0, most_ = 1, window_ = 1;
  bouton::StateArray elapsed_;
};

}  // namespace

BOUTON_PLUGIN(Memristive)
