/// Small networks for tests: made from a text, with types that the test itself registers or with one plugin.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <bouton/bouton.hpp>

namespace support {

/// Plays rows of given values; the tests' own input, so that a plugin's test needs no other plugin.
class Rows final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Rows>& d) {
    d.type("rows", "given values, one row per step, repeated")
        .version("1.0", "tests")
        .output(bouton::OutputKind::either);
    d.parameter("values", &Rows::values_, "rows of one value per unit").column_per_unit();
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = values_.at(row_ % values_.rows, slice().begin + k);
    ++row_;
  }
  void reset() override { row_ = 0; }

 private:
  bouton::Matrix values_;
  std::size_t row_ = 0;
};

/// Publishes what arrives at its port, as analog values.
class Sum final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Sum>& d) {
    d.type("sum", "publishes its input").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.port("in", "anything");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k];
  }
};

/// Spikes where the input exceeds 1/2.
class Threshold final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Threshold>& d) {
    d.type("threshold", "spikes where its input exceeds 1/2").version("1.0", "tests");
    d.port("in", "anything");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k] > 0.5 ? 1.0 : 0.0;
  }
};

/// Fixed weights.
class Plain final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Plain>& d) { d.type("plain", "fixed weights").version("1.0", "tests"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

/// A registry with the types above and nothing else.
inline bouton::Registry registry() {
  bouton::Registry r;
  r.add<Rows>();
  r.add<Sum>();
  r.add<Threshold>();
  r.add<Plain>();
  return r;
}

/// The same, and one plugin library.
inline bouton::Registry registry_with(const std::filesystem::path& library) {
  auto r = registry();
  r.add_library(library);
  return r;
}

inline bouton::NetworkOptions options() {
  bouton::NetworkOptions o;
  o.default_plugins = false;
  return o;
}

/// Builds the network of a text named "test.json".
inline bouton::Network network(const std::string& text, bouton::Registry& r, bouton::NetworkOptions o = options()) {
  return bouton::Network::from_text(text, "test.json", r, o);
}

/// The findings of a text that must be refused, one a line, as a person sees them.
inline std::string findings(const std::string& text, bouton::Registry& r, bouton::NetworkOptions o = options()) {
  try {
    network(text, r, o);
  } catch (const bouton::InvalidNetwork& invalid) {
    return invalid.what();
  }
  return "(no finding)";
}

inline std::string findings(const std::string& text) {
  auto r = registry();
  return findings(text, r);
}

/// What a layer publishes, copied.
inline std::vector<double> output(const bouton::Network& n, std::string_view name) {
  const auto values = n.output(name).values;
  return {values.begin(), values.end()};
}

/// The units that spiked in the latest step.
inline std::vector<bouton::Unit> spikes(const bouton::Network& n, std::string_view name) {
  const auto active = n.output(name).active;
  return {active.begin(), active.end()};
}

inline bool contains(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("wanted \"" << part << "\" in:\n" << text);
  return found;
}

/// A folder that is removed at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "bouton-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace support
