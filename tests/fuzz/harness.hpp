/// What the fuzzers call, and the regression test calls with the kept corpus.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <bouton/bouton.hpp>

namespace fuzz {

/// Adds up: enough of a type for a file to build a network of.
class Leaky final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Leaky>& d) {
    d.type("lif", "adds up").version("1", "fuzz").aliases({"spiking"}).port("exc", "input").port("inh", "input");
    d.parameter("tau", &Leaky::tau_, "decay").above(0);
    d.parameter("v0", &Leaky::threshold_, "threshold").default_value(1);
    d.parameter("w", &Leaky::matrix_, "recurrent")
        .row_per_unit()
        .column_per_unit()
        .default_value(bouton::Matrix{1, 1, {0}});
    d.parameter("group.mode", &Leaky::mode_, "a text").one_of({"a", "b"}).default_value("a");
    d.parameter("count", &Leaky::count_, "whole").at_least(0).at_most(9).default_value(1);
    d.parameter("pair", &Leaky::pair_, "two numbers").default_value(std::vector<double>{1, 2});
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { v_.assign(size(), 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      v_[k] += in.port(0)[k] - in.port(1)[k] + static_cast<double>(count_) + pair_[0];
      out[k] = v_[k] > threshold_[k] * tau_ ? 1.0 : 0.0;
    }
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "sum"}); }

 private:
  double tau_ = 1;
  bouton::PerUnit threshold_;
  bouton::Matrix matrix_;
  std::string mode_;
  std::int64_t count_ = 0;
  std::array<double, 2> pair_{};
  std::vector<double> v_;
};

class Rows final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Rows>& d) {
    d.type("rows", "given values").version("1", "fuzz").output(bouton::OutputKind::either);
    d.parameter("values", &Rows::values_, "rows").column_per_unit();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = values_.at(in.step.index % values_.rows, slice().begin + k);
  }

 private:
  bouton::Matrix values_;
};

class Same final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Same>& d) { d.transform("same", "as it is").version("1", "fuzz"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k];
  }
};

struct Plain final : bouton::Synapse {
  static void declare(bouton::Declaration<Plain>& d) {
    d.type("static", "fixed weights").version("1", "fuzz").sources(1, 2);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

/// Builds the network of a text, takes a few steps, writes it out and reads it back. What is wrong with a file is an
/// exception of the core; anything else is a finding.
inline void network_file(std::string_view text) {
  bouton::Registry registry;
  registry.add<Leaky>();
  registry.add<Rows>();
  registry.add<Same>();
  registry.add<Plain>();
  bouton::NetworkOptions options;
  options.default_plugins = false;
  options.memory_limit = 1 << 26;  // a few bytes of text can rightly ask for gigabytes
  try {
    auto network = bouton::Network::from_text(std::string(text), "fuzz.json", registry, options);
    for (int t = 0; t < 3; ++t) network.step();
    network.reset();
    bouton::Network::from_text(network.to_json(), "again.json", registry, options);
  } catch (const bouton::Error&) {
  }
}

/// Reads the stamp from the bytes of a library.
inline void stamp(std::string_view bytes) {
  static const auto file = std::filesystem::temp_directory_path() / ("fuzz-" + std::to_string(getpid()) + ".bouton.so");
  std::ofstream(file, std::ios::binary) << bytes;
  try {
    bouton::read_stamp(file);
  } catch (const bouton::PluginRefused&) {
  }
  std::filesystem::remove(file);
}

}  // namespace fuzz
