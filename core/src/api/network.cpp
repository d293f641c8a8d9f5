#include <bouton/network.hpp>
#include <bouton/whole_file.hpp>

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/build.hpp"
#include "base/input_file.hpp"
#include "base/nearest.hpp"
#include "file/describe.hpp"
#include "file/document.hpp"
#include "file/memory.hpp"
#include "file/reader.hpp"
#include "file/save.hpp"
#include "network/element_checks.hpp"
#include "network/executor.hpp"
#include "network/guard.hpp"
#include "network/memory_plan.hpp"
#include "network/schedule.hpp"
#include "network/state.hpp"
#include "network/step_plans.hpp"
#include "network/take_over.hpp"
#include "numerics/flush_denormals.hpp"
#include "registry/parameter_value.hpp"

namespace bouton {

namespace {

void report_cycles(const NetworkDescription& network, Document& document) {
  constexpr std::size_t most_named = 20;
  for (const auto& cycle : find_cycles(network.layers, network.synapses)) {
    std::vector<std::string> names;
    for (const auto index : cycle.layers) {
      names.push_back(names.size() < most_named ? network.layers[index].name
                                                : fmt::format("… ({} more)", cycle.layers.size() - most_named));
      if (names.size() > most_named) break;
    }
    names.push_back(names.front());
    document.report(cycle.pointer, fmt::format("connections with delay 0 form a cycle: {}; give one of them a delay of "
                                               "at least 1",
                                               fmt::join(names, " -> ")));
  }
}

/// What a network holds: its executor, and the document that this was built from.
struct BuiltExecutor final : Executor {
  using Executor::Executor;
  std::unique_ptr<const Document> document;
};

std::size_t threads_of(const NetworkOptions& options) {
  return std::min(options.threads > 0 ? options.threads : usable_cores(), most_threads);
}

/// Reads, checks and builds; what is wrong is in the document's findings, and then the result is not usable.
std::unique_ptr<BuiltExecutor> build(Document& document, Registry& registry, const NetworkOptions& options) {
  document.memory_limit = options.memory_limit;
  auto network = read_network(document, registry, options);
  if (!document.has_errors()) check_memory(document, network, threads_of(options));
  report_cycles(network, document);
  if (document.has_errors()) {
    check_elements(network, document);
    return nullptr;
  }
  return std::make_unique<BuiltExecutor>(std::move(network), options, document);
}

/// Throws Error that names the first value that is not finite; `what` and `name` say whose it is.
void require_finite(std::span<const double> values, std::string_view what, std::string_view name) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw Error(fmt::format("{} '{}': value {} is {}; it must be finite", what, name, i, values[i]));
}

/// A file for a program that feeds its inputs is right, but cannot be run by itself.
void warn_of_live_inputs(Document& document) {
  const Json empty = Json::array();
  const auto& root = document.root();
  const auto& inputs = root.is_object() && root.contains("inputs") ? root["inputs"] : empty;
  for (std::size_t i = 0; inputs.is_array() && i < inputs.size(); ++i)
    if (inputs[i].is_object() && !inputs[i].contains("source"))
      document.warn(fmt::format("/inputs/{}", i),
                    "has no 'source': a program has to feed it in each step, 'bouton run' cannot");
}

/// Every network is made by build_network.
const Document& document_of(const Executor& executor) { return *static_cast<const BuiltExecutor&>(executor).document; }

/// What stands at the pointer, or null.
Json value_at(const Document& document, const std::string& pointer) {
  return document.contains(pointer) ? document.root()[Json::json_pointer(pointer)] : Json();
}

/// How layers step where several steps are taken in one go.
std::vector<PlannedStep> schedule_of(const NetworkDescription& network, const StepPlans& plans) {
  std::vector<std::size_t> level(network.layers.size());
  for (std::size_t i = 0; i < plans.several.levels.size(); ++i)
    for (const auto& task : plans.several.levels[i].tasks)
      if (!task.is_late) level[task.layer] = i;
  std::vector<PlannedStep> schedule;
  for (const auto layer : plans.several.order)
    schedule.push_back({network.layers[layer].name, level[layer], plans.slices[layer]});
  return schedule;
}

std::string read_text(const std::filesystem::path& file) {
  try {
    return read_input(file);
  } catch (const InputFileError& error) {
    throw InvalidNetwork({{file, 0, 0, "", error.what(), false}});
  }
}

Document open_document(const std::filesystem::path& file, const NetworkOptions& options) {
  return Document(file, read_text(file), options.replacements);
}

}  // namespace

Network::Network(std::unique_ptr<Executor> executor) : executor_(std::move(executor)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Network Network::from_file(const std::filesystem::path& file, Registry& registry, const NetworkOptions& options) {
  return from_text(read_text(file), file, registry, options);
}

Network Network::from_text(std::string text, const std::filesystem::path& file, Registry& registry,
                           const NetworkOptions& options) {
  return build_network(Document(file, std::move(text), options.replacements), registry, options);
}

Network build_network(Document document, Registry& registry, const NetworkOptions& options) {
  auto executor = build(document, registry, options);
  if (document.has_errors()) throw InvalidNetwork(document.findings());
  auto warnings = document.findings();
  executor->document = std::make_unique<Document>(std::move(document));
  Network network(std::move(executor));
  network.warnings_ = std::move(warnings);
  return network;
}

NetworkPlan Network::plan(const std::filesystem::path& file, Registry& registry, const NetworkOptions& options) {
  auto document = open_document(file, options);
  document.memory_limit = options.memory_limit;
  const auto network = read_network(document, registry, options);
  report_cycles(network, document);
  if (document.has_errors()) throw InvalidNetwork(document.findings());
  const auto planned = plan_memory(network, threads_of(options));
  const auto steps = make_step_plans(network, options.slices, threads_of(options));
  const auto whole = [](double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); };
  NetworkPlan plan{{}, whole(planned.total), whole(planned.peak), schedule_of(network, steps), steps.window, false};
  plan.draws_delays = std::ranges::any_of(network.synapses, [](const SynapseDescription& synapse) {
    return !std::holds_alternative<std::monostate>(synapse.delays);
  });
  for (const auto& e : planned.elements)
    plan.elements.push_back({e.description->name, e.description->type ? e.description->type->declaration.name : "",
                             e.is_synapse, whole(e.units), whole(e.connections), whole(e.state), whole(e.weights),
                             whole(e.index), whole(e.buffers)});
  return plan;
}

std::vector<Finding> Network::validate(const std::filesystem::path& file, Registry& registry,
                                       const NetworkOptions& options) {
  try {
    auto document = open_document(file, options);
    build(document, registry, options);
    if (options.live_inputs) warn_of_live_inputs(document);
    return document.findings();
  } catch (const InvalidNetwork& invalid) {
    return invalid.findings;
  }
}

const std::vector<Finding>& Network::warnings() const { return warnings_; }
const std::string& Network::name() const { return executor_->description.name; }
double Network::dt() const { return executor_->description.dt; }
std::uint64_t Network::steps() const { return executor_->steps; }

void Network::feed(std::string_view input, std::span<const double> values) {
  auto& node = executor_->layer(input);
  if (node.description.type)
    throw Error(fmt::format("'{}' is not fed from outside: it has the type '{}'", input,
                            node.description.type->declaration.name));
  if (values.size() != node.fed.size())
    throw SizeMismatch(fmt::format("input '{}'", input), values.size(), node.fed.size());
  require_finite(values, "input", input);
  std::copy(values.begin(), values.end(), node.fed.begin());
  node.is_fed = true;
}

void Network::step(bool learn) { executor_->advance(1, learn); }
void Network::step(std::initializer_list<std::pair<std::string_view, std::span<const double>>> inputs, bool learn) {
  for (const auto& [name, values] : inputs) feed(name, values);
  step(learn);
}

void Network::run(std::uint64_t steps, bool learn, const std::function<void(const Network&)>& after_step) {
  if (!after_step) return executor_->run(steps, learn);
  for (std::uint64_t i = 0; i < steps; ++i) {
    step(learn);
    after_step(*this);
  }
}

void Network::reset() { executor_->reset(); }

void Network::check_finite() { executor_->finite.look_at_once(*executor_, FiniteCheck::Extent::everything); }

Signal Network::output(std::string_view name) const {
  return executor_->output(executor_->layer(name), executor_->steps - 1);
}

std::span<const double> Network::port_input(std::string_view layer, std::size_t port) const {
  const auto& node = executor_->layer(layer);
  if (port >= node.ports.size())
    throw UnknownName(fmt::format("'{}' has {} ports, none with the number {}", layer, node.ports.size(), port),
                      fmt::to_string(port), "");
  const auto& declaration = node.description.type->declaration.ports[port];
  if (!declaration.state.empty())
    throw Error(
        fmt::format("what arrives at the port '{}' of '{}' is not summed: it is added straight to '{}'; read "
                    "that state",
                    declaration.name, layer, declaration.state));
  return node.ports[port].at(first_tick + executor_->steps - 1);
}

void Network::visit_state(std::string_view element, StateVisitor& visitor) { executor_->visit_state(element, visitor); }

std::vector<double> Network::state(std::string_view element, std::string_view variable) {
  StateReader reader(variable);
  executor_->read_state(element, reader);
  if (!reader.found())
    throw UnknownName(fmt::format("'{}' has no state variable '{}'", element, variable), std::string(variable),
                      nearest_name(variable, reader.names()));
  return std::vector<double>(reader.values().begin(), reader.values().end());
}

std::vector<WeightEntry> Network::weights(std::string_view synapse) const {
  return settled_weights(executor_->synapse(synapse));
}

void Network::set_weights(std::string_view synapse, std::span<const double> values) {
  auto& node = executor_->synapse(synapse);
  std::size_t total = 0;
  for (const auto& instance : node.instances) total += instance->weights().count();
  if (values.size() != total) throw SizeMismatch(fmt::format("weights of '{}'", synapse), values.size(), total);
  require_finite(values, "weights of", synapse);
  const FlushDenormals flush;
  executor_->settle(node);
  for (const auto& instance : node.instances) {
    auto& weights = instance->weights();
    weights.assign_in_order(values.first(weights.count()));
    values = values.subspan(weights.count());
    guarded(node.description, executor_->steps, [&] { instance->prepare(); });
  }
}

std::string Network::to_json() const {
  return save_network(document_of(*executor_).root(), *executor_, std::nullopt).dump(2);
}

void Network::save(const std::filesystem::path& file) const {
  const auto document = save_network(document_of(*executor_).root(), *executor_, file);
  write_file(file, [&](std::ostream& out) { out << document.dump(2) << '\n'; });
}

std::vector<std::string> Network::take_over(Network& other) {
  // Weights are taken over where both documents say the same about them.
  const auto has_same_weights = [&](const SynapseDescription& now, const SynapseDescription& before) {
    const auto is_same = [&](const char* key) {
      return value_at(document_of(*executor_), now.pointer + key) ==
             value_at(document_of(*other.executor_), before.pointer + key);
    };
    return is_same("/weights") && is_same("/connect");
  };
  return bouton::take_over(*executor_, *other.executor_, has_same_weights);
}

std::string Network::described() const { return describe_network(document_of(*executor_).root(), *executor_).dump(2); }

const DataSet& Network::data_set(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& data : executor_->description.data) {
    if (data.name == name) return *data.set;
    names.push_back(data.name);
  }
  throw UnknownName(fmt::format("no data set '{}'", name), std::string(name), nearest_name(name, names));
}

std::vector<std::filesystem::path> Network::files() const {
  const auto& description = executor_->description;
  std::vector<std::filesystem::path> files{description.file};
  files.insert(files.end(), description.named_files.begin(), description.named_files.end());
  for (auto& file : files)
    if (!file.empty()) file = std::filesystem::absolute(file).lexically_normal();
  return files;
}

namespace {

std::map<std::string, std::string> units_of(const TypeDeclaration& type) {
  std::map<std::string, std::string> units;
  for (const auto& p : type.parameters) units[p.name] = p.unit;
  for (const auto& s : type.states) units[s.name] = s.unit;
  for (const auto& port : type.ports) units["port " + port.name] = port.unit;
  std::erase_if(units, [](const auto& named) { return named.second.empty(); });
  return units;
}

}  // namespace

std::vector<UsedLibrary> Network::libraries() const {
  std::vector<UsedLibrary> all;
  const auto add = [&](const ElementDescription& element) {
    if (!element.type || element.type->library.empty()) return;
    auto at = std::ranges::find(all, element.type->library, &UsedLibrary::path);
    if (at == all.end()) at = all.insert(at, {element.type->library, {}});
    const auto& declaration = element.type->declaration;
    at->versions[declaration.name] = declaration.version;
    if (auto units = units_of(declaration); !units.empty()) at->units[declaration.name] = std::move(units);
  };
  for (const auto& node : executor_->layers) add(node.description);
  for (const auto& node : executor_->synapses) add(node.description);
  for (const auto& record : executor_->description.records) add(record);
  for (const auto& data : executor_->description.data) add(data);
  return all;
}

const std::vector<std::string>& Network::outputs() const { return executor_->description.outputs; }

void Network::set(std::string_view element, std::string_view parameter, ParameterValue value) {
  const auto [description, units] = executor_->element(element);
  const ValueOwner owner{description.name, units, executor_->description.dt, description.weight_unit};
  std::vector<std::string> names;
  if (description.type)
    for (const auto& p : description.type->declaration.parameters) {
      names.push_back(p.name);
      if (p.name != parameter) continue;
      const ParameterSetting setting{&p, convert_value(p, std::move(value), owner)};
      executor_->set(description.name, {&setting, 1});
      executor_->note_change(description.name, {&setting, 1});
      return;
    }
  throw UnknownName(fmt::format("'{}' has no parameter '{}'", element, parameter), std::string(parameter),
                    nearest_name(parameter, names));
}

std::vector<std::string> Network::schedule() const {
  std::vector<std::string> names;
  for (const std::size_t index : executor_->order()) names.push_back(executor_->layers[index].description.name);
  return names;
}

Profile Network::profile() const { return executor_->profile(); }

Executor& executor_of(Network& network) { return *network.executor_; }

}  // namespace bouton
