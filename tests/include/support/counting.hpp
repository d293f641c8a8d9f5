/// A layer and a synapse with declared state of every kind.
#pragma once

#include <algorithm>

#include <bouton/trace.hpp>

#include <support/network.hpp>

namespace support {

/// Adds its input to `v`; a unit that spikes rests for `rest` steps, and its threshold rises where the network learns.
class Counting final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Counting>& d) {
    d.type("counting", "adds up, spikes, rests").version("1.0", "tests").port("in", "anything");
    d.parameter("rest", &Counting::rest_, "after a spike").unit("steps").at_least(0).default_value(2);
    d.state("v", &Counting::v_, "potential").unit("mV").initial(-65);
    d.state("left", &Counting::left_, "steps of rest that are left").unit("steps");
    d.state("rise", &Counting::rise_, "of the threshold").unit("mV").kept();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      if (left_[k] == 0) v_[k] += in.port(0)[k];
      left_[k] = std::max(left_[k] - 1, 0);
      out[k] = v_[k] > -60 + rise_[k] ? 1 : 0;
      if (out[k] == 0) continue;
      v_[k] = -65;
      left_[k] = static_cast<std::int32_t>(rest_);
      if (in.learn) rise_[k] += 0.1;
    }
  }

 private:
  double rest_ = 0;
  bouton::StateArray v_, rise_;
  bouton::CountArray left_;
};

/// A synapse with a trace of each kind, and a count of the spikes that it has seen.
class Remembering final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Remembering>& d) {
    d.type("remembering", "carries, with traces").version("1.0", "tests").sources(1, 2);
    d.state("pre", &Remembering::pre_, "presynaptic trace").per_source(0);
    d.state("post", &Remembering::post_, "postsynaptic trace");
    d.state("mod", &Remembering::mod_, "modulator's values").per_source(1).initial(3);
    d.state("seen", &Remembering::seen_, "presynaptic spikes").per_source(0).initial(7);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool) override {
    pre_.advance(in.source(0), {1, 0.5}, 10);
    post_.advance(post, {1, 0.5}, 10);
    for (std::size_t i = 0; i < seen_.size(); ++i) seen_[i] += in.source(0).values[i] != 0;
    if (sources() > 1) std::ranges::copy(in.source(1).values, mod_.begin());
  }

 private:
  bouton::Trace pre_, post_;
  bouton::StateArray mod_;
  bouton::CountArray seen_;
};

inline bouton::Registry registry_with_state() {
  auto r = registry();
  r.add<Counting>();
  r.add<Remembering>();
  return r;
}

/// Three units of `counting` that two inputs drive through `remembering`; `layer` and `synapse` are more members of
/// them, such as `"initial": {…}`.
inline std::string counting_text(const std::string& layer = "", const std::string& synapse = "") {
  const auto member = [](const std::string& text) { return text.empty() ? "" : ", " + text; };
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[1, 0], [1, 1], [0, 1]]}}}],
      "layers": [{"name": "l", "type": "counting", "size": 3)" +
         member(layer) + R"(}],
      "synapses": [{"name": "s", "type": "remembering", "from": "x", "to": "l", "weights": {"constant": 3})" +
         member(synapse) + "}]}";
}

}  // namespace support
