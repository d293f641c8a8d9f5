/// Builds networks in code, by the same rules as from a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <bouton/network.hpp>

namespace bouton {

/// A value written as in a network file, for what has no C++ type of its own. Example:
/// `JsonText{R"({"distribution": "uniform", "low": 0, "high": 1})"}`.
struct JsonText {
  std::string text;
};

/// The value of a parameter: a number, a quantity such as "20 ms", a truth value, a text, numbers, a matrix, or
/// anything that a file can say.
using Setting = std::variant<bool, std::int64_t, double, std::string, std::vector<double>, Matrix, JsonText>;
/// Parameters by name; a dot makes a group: {"rule_params.lr", 0.01}.
using Settings = std::map<std::string, Setting>;

/// A type, its parameters, and where its state begins.
struct TypedSettings {
  std::string type;
  Settings params = {};
  Settings initial = {};
};

/// All that a synapse can say; the fields are those of a network file.
struct SynapseSpecification {
  std::string name;
  std::string type;
  std::vector<std::string> from;  ///< the first carries, the others modulate
  std::string to;
  /// A constant, a row (for one weight per unit), a matrix [post][pre], a `weights` object, or a constant as a
  /// quantity, "87.8 pA".
  std::variant<std::monostate, double, std::vector<double>, Matrix, JsonText, std::string> weights = {};
  Settings params = {};
  std::string syn_type = "hybrid";
  std::optional<std::string> port = {};
  std::optional<std::uint64_t> delay = {};  ///< in steps, of the first in `from`
  std::vector<std::uint64_t> delays = {};   ///< in place of `delay`: one for each in `from`
  std::optional<double> delay_ms = {};      ///< in place of `delay`, in ms
  /// In place of `delay`: a quantity, as in `R"("1.5 ms")"`, or a delay for each connection, as a file says it.
  std::optional<JsonText> connection_delays = {};
  std::optional<std::uint64_t> dendritic_delay = {};  ///< in steps
  std::optional<JsonText> connect = {};
  std::optional<std::string> dtype = {};
  std::optional<TypedSettings> transform = {};
  std::optional<TypedSettings> transform_mod = {};
  Settings initial = {};  ///< where its state begins, by variable
};

/// Collects inputs, layers and synapses in any order; `build` checks the whole at once. Example:
///
///     auto network = bouton::NetworkBuilder("demo")
///                        .input("stim", 20)
///                        .layer("l1", "lif", 10, {{"tau", 4.0}})
///                        .synapse({.name = "w", .type = "static", .from = {"stim"}, .to = "l1", .weights = 0.3})
///                        .output("l1")
///                        .build(registry);
class BOUTON_API NetworkBuilder {
 public:
  explicit NetworkBuilder(std::string name = "network", std::uint64_t seed = 1, double dt = 1.0);
  NetworkBuilder(const NetworkBuilder&);
  NetworkBuilder& operator=(const NetworkBuilder&);
  ~NetworkBuilder();

  /// An input that the program feeds before each step.
  NetworkBuilder& input(const std::string& name, std::size_t size);
  /// An input with a generator.
  NetworkBuilder& input(const std::string& name, std::size_t size, const TypedSettings& source);
  /// `initial` says where state begins, by variable: a number, numbers, or anything that a file can say.
  NetworkBuilder& layer(const std::string& name, const std::string& type, std::size_t size, const Settings& params = {},
                        const Settings& initial = {});
  /// Connects an input or layer straight to a layer of the same size, without a synapse; `port` "" is the first one.
  NetworkBuilder& connect(const std::string& from, const std::string& to, const std::string& port = "",
                          std::optional<std::uint64_t> delay = {});
  NetworkBuilder& synapse(const SynapseSpecification& synapse);
  NetworkBuilder& output(const std::string& name);
  /// Adds to the lists `data`, `record` and `run` what an entry of a network file says, or sets `readout`. Example:
  /// `.record({R"({"of": "l1", "variable": "v"})"}).run({R"({"steps": 1000})"})`
  NetworkBuilder& data(const JsonText& entry);
  NetworkBuilder& record(const JsonText& entry);
  NetworkBuilder& readout(const JsonText& object);
  NetworkBuilder& run(const JsonText& phase);

  /// The network as a file would hold it.
  std::string json() const;
  /// Checks everything and builds. Throws InvalidNetwork with all that is wrong.
  Network build(Registry& registry, const NetworkOptions& options = {}) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace bouton
