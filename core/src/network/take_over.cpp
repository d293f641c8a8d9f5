#include "network/take_over.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "network/guard.hpp"
#include "numerics/flush_denormals.hpp"

namespace bouton {

namespace {

/// What an element's visitor showed under one name, over all slices.
struct Variable {
  enum class Shape { per_unit, per_source, counter, weights } shape;
  std::vector<double> values;
  std::uint64_t counter = 0;
  std::vector<WeightEntry> entries;
};
using Variables = std::map<std::string, Variable, std::less<>>;

class Saver final : public StateVisitor {
 public:
  Variables variables;
  bool is_first_slice = true;

  void per_unit(std::string_view name, std::span<double> values, StateText) override {
    auto& v = at(name, Variable::Shape::per_unit);
    v.values.insert(v.values.end(), values.begin(), values.end());
  }
  // Every slice has the same presynaptic state and counters: the first stands for all.
  void per_source(std::string_view name, std::span<double> values, std::size_t, StateText) override {
    if (is_first_slice) at(name, Variable::Shape::per_source).values.assign(values.begin(), values.end());
  }
  void counter(std::string_view name, std::uint64_t& value, StateText) override {
    if (is_first_slice) at(name, Variable::Shape::counter).counter = value;
  }
  void weights(std::string_view name, WeightMatrix& weights, StateText) override {
    auto& v = at(name, Variable::Shape::weights);
    const auto entries = weights.entries();
    v.entries.insert(v.entries.end(), entries.begin(), entries.end());
  }

 private:
  Variable& at(std::string_view name, Variable::Shape shape) {
    return variables.try_emplace(std::string(name), Variable{shape, {}, 0, {}}).first->second;
  }
};

/// Writes saved variables into one slice after the other.
class Restorer final : public StateVisitor {
 public:
  Restorer(const Variables& saved, std::size_t units) : saved_(saved), units_(units) {}

  Slice slice;
  std::set<std::string> moved, other_shape, unknown;

  void per_unit(std::string_view name, std::span<double> values, StateText) override {
    const auto* v = find(name, Variable::Shape::per_unit);
    if (!v || !fits(name, v->values.size() == units_)) return;
    std::copy_n(v->values.begin() + slice.begin, values.size(), values.begin());
  }
  void per_source(std::string_view name, std::span<double> values, std::size_t, StateText) override {
    const auto* v = find(name, Variable::Shape::per_source);
    if (v && fits(name, v->values.size() == values.size())) std::ranges::copy(v->values, values.begin());
  }
  void counter(std::string_view name, std::uint64_t& value, StateText) override {
    if (const auto* v = find(name, Variable::Shape::counter); v && fits(name, true)) value = v->counter;
  }
  void weights(std::string_view name, WeightMatrix& weights, StateText) override {
    const auto* v = find(name, Variable::Shape::weights);
    if (!v) return;
    const auto pairs = weights.entries();
    const auto begin = std::ranges::lower_bound(v->entries, slice.begin, {}, &WeightEntry::post);
    const auto end = std::ranges::lower_bound(v->entries, slice.end, {}, &WeightEntry::post);
    const bool same = std::equal(begin, end, pairs.begin(), pairs.end(),
                                 [](const auto& a, const auto& b) { return a.post == b.post && a.pre == b.pre; });
    if (!fits(name, same)) return;
    std::vector<double> values;
    for (auto at = begin; at != end; ++at) values.push_back(at->value);
    weights.assign_in_order(values);
  }

 private:
  const Variable* find(std::string_view name, Variable::Shape shape) {
    const auto at = saved_.find(name);
    if (at == saved_.end()) {
      unknown.emplace(name);
      return nullptr;
    }
    return fits(name, at->second.shape == shape) ? &at->second : nullptr;
  }
  bool fits(std::string_view name, bool does) {
    (does ? moved : other_shape).emplace(name);
    return does;
  }

  const Variables& saved_;
  std::size_t units_;
};

constexpr std::string_view weights_name = "weights";
constexpr StateText weights_text{"", "synaptic weights"};

void show_weights(Layer&, StateVisitor&) {}
void show_weights(Synapse& synapse, StateVisitor& visitor) {
  synapse.settle();
  visitor.weights(weights_name, synapse.weights(), weights_text);
}

template <class Node>
Variables save(Node& node, std::uint64_t step) {
  Saver saver;
  guarded(node.description, step, [&] {
    for (std::size_t s = 0; s < node.instances.size(); ++s) {
      auto& instance = node.instances[s];
      show_weights(*instance, saver);
      node.state.show(*instance, s, saver);
      instance->visit_state(saver);
      saver.is_first_slice = false;
    }
  });
  return std::move(saver.variables);
}

template <class Node>
void restore(Node& node, const Variables& saved, std::size_t units, std::uint64_t step,
             std::vector<std::string>& sentences) {
  Restorer restorer(saved, units);
  guarded(node.description, step, [&] {
    for (std::size_t s = 0; s < node.instances.size(); ++s) {
      auto& instance = node.instances[s];
      restorer.slice = instance->slice();
      show_weights(*instance, restorer);
      instance->prepare();
      node.state.show(*instance, s, restorer);
      instance->visit_state(restorer);
    }
  });
  const auto& name = node.description.name;
  for (const auto& variable : restorer.other_shape)
    sentences.push_back(fmt::format("'{}' of '{}' has another shape and starts anew", variable, name));
  for (const auto& variable : restorer.unknown)
    sentences.push_back(fmt::format("'{}' of '{}' is new and starts anew", variable, name));
  for (const auto& [variable, ignored] : saved)
    if (!restorer.moved.contains(variable) && !restorer.other_shape.contains(variable))
      sentences.push_back(fmt::format("'{}' of '{}' is no more", variable, name));
}

LayerNode* find_same(Executor& in, const LayerNode& node) {
  const auto index = in.layer_index(node.description.name);
  return index ? &in.layers[*index] : nullptr;
}
SynapseNode* find_same(Executor& in, const SynapseNode& node) {
  const auto index = in.synapse_index(node.description.name);
  return index ? &in.synapses[*index] : nullptr;
}

/// Parameters that were changed since the network was built are changed in the new one as well.
void move_changes(Executor& to, Executor& from, std::vector<std::string>& sentences) {
  const auto move = [&](const ElementDescription& old, const ElementDescription& element) {
    const auto names = from.changed.find(old.name);
    if (names == from.changed.end() || !element.type) return;
    std::vector<ParameterSetting> settings;
    for (const auto& [declaration, value] : old.parameters) {
      if (std::ranges::find(names->second, declaration->name) == names->second.end()) continue;
      for (const auto& p : element.type->declaration.parameters)
        if (p.name == declaration->name && p.type == declaration->type) settings.push_back({&p, value});
    }
    try {
      to.set(element.name, settings);
      to.note_change(element.name, settings);
    } catch (const RunFailed& refused) {
      sentences.push_back(
          fmt::format("'{}' does not take over its changed parameters: {}", element.name, refused.what()));
    }
  };
  for (const auto& node : to.layers)
    if (const auto* old = find_same(from, node)) move(old->description, node.description);
  for (const auto& node : to.synapses)
    if (const auto* old = find_same(from, node)) move(old->description, node.description);
}

}  // namespace

std::vector<std::string> take_over(
    Executor& to, Executor& from,
    const std::function<bool(const SynapseDescription&, const SynapseDescription&)>& has_same_weights) {
  const FlushDenormals flush;
  std::vector<std::string> sentences;
  const auto next_tick = first_tick + from.steps;
  to.steps = from.steps;
  move_changes(to, from, sentences);
  for (auto& node : to.layers) {
    auto* old = find_same(from, node);
    if (!old) {
      sentences.push_back(fmt::format("'{}' is new", node.description.name));
      continue;
    }
    if (!node.ring.take_over(old->ring, next_tick))
      sentences.push_back(fmt::format("'{}' has {} units, it had {}: its outputs in flight are lost",
                                      node.description.name, node.description.size, old->description.size));
    restore(node, save(*old, from.steps), node.description.size, to.steps, sentences);
  }
  for (auto& node : to.synapses) {
    auto* old = find_same(from, node);
    if (!old) {
      sentences.push_back(fmt::format("'{}' is new", node.description.name));
      continue;
    }
    auto saved = save(*old, from.steps);
    if (!has_same_weights(node.description, old->description)) {
      saved.erase(std::string(weights_name));
      saved.emplace(weights_name, save(node, to.steps).at(std::string(weights_name)));
      sentences.push_back(fmt::format("'{}' goes on with the weights that the file has now", node.description.name));
    }
    to.settle(node);  // so that copies of its weights, which are set now, are made anew
    restore(node, saved, to.element(node.description.name).second, to.steps, sentences);
    bool are_same = node.late_sums.size() == old->late_sums.size();
    for (std::size_t s = 0; s < node.late_sums.size() && are_same; ++s)
      are_same = node.late_sums[s].take_over(old->late_sums[s]);
    if (!are_same)
      sentences.push_back(fmt::format("'{}' has another dendritic delay: what was on its way behind it is lost",
                                      node.description.name));
  }
  return sentences;
}

}  // namespace bouton
