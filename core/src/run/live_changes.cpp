#include "run/live_changes.hpp"

#include <utility>
#include <vector>

#include "file/document.hpp"
#include "file/read_changes.hpp"

namespace bouton {

namespace {

ChangeScope scope_of(const Executor& executor) {
  ChangeScope scope;
  scope.seed = executor.description.seed;
  scope.names = [&] {
    std::vector<std::string> names;
    for (const auto& node : executor.layers) names.push_back(node.description.name);
    for (const auto& node : executor.synapses) names.push_back(node.description.name);
    return names;
  };
  scope.find = [&](const std::string& name) -> std::optional<ChangeTarget> {
    if (!executor.layer_index(name) && !executor.synapse_index(name)) return std::nullopt;
    const auto& [element, units] = executor.element(name);
    return ChangeTarget{&element, units};
  };
  return scope;
}

}  // namespace

void set_live(Executor& executor, const std::string& changes, const std::function<void(std::string)>& note) {
  Document document("set", changes, {});
  document.dt = executor.description.dt;
  const auto read = read_changes(Node(document, document.root(), ""), scope_of(executor));
  if (document.has_errors()) throw InvalidNetwork(document.findings());
  for (const auto& change : read) {
    executor.set(change.element, change.settings);
    executor.note_change(change.element, change.settings);
    note(Json{{change.element, document.root()[change.element]}}.dump());
  }
}

}  // namespace bouton
