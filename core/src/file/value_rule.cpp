#include "file/value_rule.hpp"

#include <cmath>

#include <fmt/format.h>

namespace bouton {

namespace {

using Shape = ValueDistribution::Shape;

/// One of the two parameters of a distribution. Where it has no unit it is a logarithm or a shape.
struct DistributionKey {
  const char* name;
  bool has_unit;
};

/// The names of the two parameters of each distribution.
struct DistributionKeys {
  const char* name;
  Shape shape;
  DistributionKey first;
  DistributionKey second;
};
constexpr DistributionKeys distributions[] = {
    {"uniform", Shape::uniform, {"low", true}, {"high", true}},
    {"normal", Shape::normal, {"mean", true}, {"std", true}},
    {"lognormal", Shape::lognormal, {"mu", false}, {"sigma", false}},
    {"gamma", Shape::gamma, {"shape", false}, {"scale", true}},
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
      if (rule.second < 0) report(keys.second.name, rule.second, ">= 0");
      break;
    case Shape::gamma:
      if (!(rule.first > 0)) report(keys.first.name, rule.first, "> 0");
      if (rule.second < 0) report(keys.second.name, rule.second, ">= 0");
      break;
  }
}

void read_clip(const Node& node, const NumberUnit& unit, ValueDistribution& rule) {
  const auto clip = node.find("clip");
  if (!clip) return;
  const auto limits = clip->numbers(unit);
  if (!limits) return;
  if (limits->size() != 2 || (*limits)[1] < (*limits)[0])
    clip->report("wanted [smallest, largest]");
  else
    rule.clip = std::pair((*limits)[0], (*limits)[1]);
}

}  // namespace

bool is_value_rule(const Node& node) { return node.find("constant") || node.find("distribution"); }

std::optional<ValueDistribution> read_value_rule(const Node& node, const NumberUnit& unit,
                                                 const std::vector<std::string>& more_keys) {
  auto allowed = more_keys;
  allowed.insert(allowed.end(), {"clip", "unit"});
  ValueDistribution rule;
  if (const auto constant = node.find("constant")) {
    allowed.push_back("constant");
    if (!node.is_object_of(allowed)) return std::nullopt;
    const auto within = node.unit_within(unit);
    const auto value = within ? constant->number(*within) : std::nullopt;
    if (!value) return std::nullopt;
    rule.first = *value;
    read_clip(node, *within, rule);
    return rule;
  }
  std::vector<std::string> names;
  for (const auto& keys : distributions) names.push_back(keys.name);
  const auto which = node.find("distribution")->choice(names);
  if (!which) return std::nullopt;
  const auto& keys = distributions[*which];
  allowed.insert(allowed.end(), {"distribution", keys.first.name, keys.second.name});
  if (!node.is_object_of(allowed)) return std::nullopt;
  const auto first = node.require(keys.first.name), second = node.require(keys.second.name);
  const auto within = node.unit_within(unit);
  if (!first || !second || !within) return std::nullopt;
  const auto a = first->number(keys.first.has_unit ? *within : NumberUnit());
  const auto b = second->number(keys.second.has_unit ? *within : NumberUnit());
  if (!a || !b) return std::nullopt;
  rule.shape = keys.shape;
  rule.first = *a;
  rule.second = *b;
  // The logarithm of a value in the written unit becomes that in the wanted one.
  if (rule.shape == Shape::lognormal && !within->of_plain_numbers.is_identity())
    rule.first += std::log(node.converted(1, *within));
  check_range(node, rule, keys);
  read_clip(node, *within, rule);
  return rule;
}

}  // namespace bouton
