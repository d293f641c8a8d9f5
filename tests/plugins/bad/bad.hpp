// What the bad plugins begin with: a neuron and a synapse with which nothing is wrong yet.
#pragma once

#include <cmath>
#include <stdexcept>
#include <vector>

#include <bouton/plugin.hpp>

class Neuron : public bouton::Layer {
 public:
  template <class T>
  static void describe(bouton::Declaration<T>& d) {
    d.type("bad", "a neuron with one fault")
        .version("1.0", "tests")
        .port("in", "input")
        .output(bouton::OutputKind::analog);
  }
  void prepare() override { v.resize(size()); }
  void reset() override { v.assign(size(), 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = v[k] = 0.9 * v[k] + in.port(0)[k];
  }
  void visit_state(bouton::StateVisitor& s) override { s.per_unit("v", v, {"", "potential"}); }

 protected:
  std::vector<double> v;
};

class Synapse : public bouton::Synapse {
 public:
  template <class T>
  static void describe(bouton::Declaration<T>& d) {
    d.type("bad", "a synapse with one fault").version("1.0", "tests");
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};
