#include "file/value_rule.hpp"

#include <fmt/format.h>

namespace bouton {

namespace {

using Shape = ValueDistribution::Shape;

/// The names of the two parameters of each distribution.
struct DistributionKeys {
  const char* name;
  Shape shape;
  const char* first;
  const char* second;
};
constexpr DistributionKeys distributions[] = {
    {"uniform", Shape::uniform, "low", "high"},
    {"normal", Shape::normal, "mean", "std"},
    {"lognormal", Shape::lognormal, "mu", "sigma"},
    {"gamma", Shape::gamma, "shape", "scale"},
};

void check_range(const Node& node, const ValueDistribution& rule, const DistributionKeys& keys) {
  const auto report = [&](const char* key, double value, const char* wanted) {
    node.find(key)->report(fmt::format("'{}' is {}; it must be {}", key, value, wanted));
  };
  switch (rule.shape) {
    case Shape::constant: break;
    case Shape::uniform:
      if (rule.second < rule.first)
        node.find("high")->report(fmt::format("'high' is {}, below 'low', {}", rule.second, rule.first));
      break;
    case Shape::normal:
    case Shape::lognormal:
      if (rule.second < 0) report(keys.second, rule.second, ">= 0");
      break;
    case Shape::gamma:
      if (!(rule.first > 0)) report(keys.first, rule.first, "> 0");
      if (rule.second < 0) report(keys.second, rule.second, ">= 0");
      break;
  }
}

void read_clip(const Node& node, ValueDistribution& rule) {
  const auto clip = node.find("clip");
  if (!clip) return;
  const auto limits = clip->numbers();
  if (!limits) return;
  if (limits->size() != 2 || (*limits)[1] < (*limits)[0])
    clip->report("wanted [smallest, largest]");
  else
    rule.clip = std::pair((*limits)[0], (*limits)[1]);
}

}  // namespace

bool is_value_rule(const Node& node) { return node.find("constant") || node.find("distribution"); }

std::optional<ValueDistribution> read_value_rule(const Node& node, const std::vector<std::string>& more_keys) {
  auto allowed = more_keys;
  allowed.push_back("clip");
  ValueDistribution rule;
  if (const auto constant = node.find("constant")) {
    allowed.push_back("constant");
    if (!node.is_object_of(allowed)) return std::nullopt;
    const auto value = constant->number();
    if (!value) return std::nullopt;
    rule.first = *value;
    read_clip(node, rule);
    return rule;
  }
  std::vector<std::string> names;
  for (const auto& keys : distributions) names.push_back(keys.name);
  const auto which = node.find("distribution")->choice(names);
  if (!which) return std::nullopt;
  const auto& keys = distributions[*which];
  allowed.insert(allowed.end(), {"distribution", keys.first, keys.second});
  if (!node.is_object_of(allowed)) return std::nullopt;
  const auto first = node.require(keys.first), second = node.require(keys.second);
  if (!first || !second) return std::nullopt;
  const auto a = first->number(), b = second->number();
  if (!a || !b) return std::nullopt;
  rule.shape = keys.shape;
  rule.first = *a;
  rule.second = *b;
  check_range(node, rule, keys);
  read_clip(node, rule);
  return rule;
}

}  // namespace bouton
