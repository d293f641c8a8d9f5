#include "file/node.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.hpp"
#include "base/quantity.hpp"
#include "base/shorten.hpp"
#include "file/pointer.hpp"

namespace bouton {

namespace {

/// Of wrong elements in one array.
constexpr std::size_t most_reported = 5;

/// What is wanted, in words. An upper limit that is hardly ever reached is only told to who reached it.
std::string whole_number(std::uint64_t least, std::uint64_t most, bool is_large) {
  const bool tells_most = is_large || most != Node::largest_count;
  return tells_most ? fmt::format("a whole number from {} to {}", least, most)
                    : fmt::format("a whole number from {} up", least);
}

}  // namespace

NumberUnit declared_unit(std::string_view text, std::string_view weights) { return {unit_of(text, weights), {}}; }

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string describe(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return fmt::format("an array of {}", value.size());
    case Json::value_t::null: return "null";
    default: break;
  }
  return shorten(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<Node> Node::find(const std::string& key) const {
  if (!value_->is_object()) return std::nullopt;
  const auto at = value_->find(key);
  if (at == value_->end()) return std::nullopt;
  return Node(*document_, *at, pointer_to(pointer_, key));
}

std::optional<Node> Node::require(const std::string& key) const {
  auto node = find(key);
  if (!node && value_->is_object()) report(fmt::format("'{}' is missing", key));
  return node;
}

Node Node::at(std::size_t i) const { return {*document_, (*value_)[i], fmt::format("{}/{}", pointer_, i)}; }

std::vector<Node> Node::elements() const {
  std::vector<Node> nodes;
  if (!value_->is_array()) {
    report(fmt::format("wanted an array, found {}", describe(*value_)));
    return nodes;
  }
  for (std::size_t i = 0; i < value_->size(); ++i) nodes.push_back(at(i));
  return nodes;
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  std::vector<std::pair<std::string, Node>> all;
  if (!value_->is_object()) return all;
  for (const auto& [key, value] : value_->items())
    all.emplace_back(key, Node(*document_, value, pointer_to(pointer_, key)));
  return all;
}

bool Node::is_object_of(const std::vector<std::string>& keys) const {
  if (!value_->is_object()) {
    report(fmt::format("wanted an object with {}, found {}", fmt::join(keys, ", "), describe(*value_)));
    return false;
  }
  for (const auto& [key, member] : members())
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      member.report([&, &key = key] { return fmt::format("unknown key '{}'{}", key, suggestion(key, keys)); });
  return true;
}

bool Node::is_exactly(const std::vector<std::string>& keys) const {
  const auto before = document_->errors_count();
  return is_object_of(keys) && document_->errors_count() == before;
}

std::optional<double> Node::number(const NumberUnit& unit, std::string_view kind) const {
  if (value_->is_number()) return converted(value_->get<double>(), unit);
  if (!value_->is_string()) {
    report(fmt::format("wanted {}, found {}", kind, describe(*value_)));
    return std::nullopt;
  }
  auto read = read_quantity(value_->get_ref<const std::string&>(), unit.wanted, document_->dt, kind);
  if (!read.number) report(std::move(read.wrong));
  return read.number;
}

std::optional<std::uint64_t> Node::count(std::uint64_t least, std::uint64_t most) const {
  constexpr auto largest_exact = static_cast<double>(largest_count);
  if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
  if (value_->is_number_integer() && value_->get<std::int64_t>() >= 0) return value_->get<std::uint64_t>();
  if (value_->is_number_float()) {
    const double x = value_->get<double>();
    if (x >= 0 && x <= largest_exact && x == std::floor(x)) return static_cast<std::uint64_t>(x);
  }
  const bool is_large = value_->is_number_float() && value_->get<double>() > largest_exact;
  report(fmt::format("wanted {}, found {}", whole_number(least, most, is_large), describe(*value_)));
  return std::nullopt;
}

std::optional<std::uint64_t> Node::steps(std::uint64_t least, std::uint64_t most) const {
  if (!value_->is_string()) return count(least, most);
  const auto number = this->number(declared_unit("steps"), whole_number(least, most, false));
  if (!number || document_->has_errors_at("/dt")) return std::nullopt;
  const auto whole = whole_steps(*number);
  if (whole && *whole >= 0 && *whole <= static_cast<double>(largest_count)) return static_cast<std::uint64_t>(*whole);
  const auto why = whole ? fmt::format("wanted from {} to {} steps", least, most)
                         : std::string("it must be a whole number of steps");
  report(fmt::format("'{}' is {} steps of {} ms; {}", text().value(), *number, document_->dt.value_or(1), why));
  return std::nullopt;
}

std::optional<bool> Node::boolean() const {
  if (value_->is_boolean()) return value_->get<bool>();
  report(fmt::format("wanted true or false, found {}", describe(*value_)));
  return std::nullopt;
}

std::optional<std::string> Node::text() const {
  if (value_->is_string()) return value_->get<std::string>();
  report(fmt::format("wanted a text, found {}", describe(*value_)));
  return std::nullopt;
}

std::optional<std::size_t> Node::choice(const std::vector<std::string>& texts) const {
  if (!value_->is_string()) {
    report(fmt::format("wanted one of {}, found {}", fmt::join(texts, ", "), describe(*value_)));
    return std::nullopt;
  }
  const auto given = text();
  const auto at = std::find(texts.begin(), texts.end(), *given);
  if (at != texts.end()) return static_cast<std::size_t>(at - texts.begin());
  report(fmt::format("wanted one of {}, found '{}'{}", fmt::join(texts, ", "), *given,
                     nearest_name(*given, texts).empty() ? "" : suggestion(*given, texts)));
  return std::nullopt;
}

std::optional<NumberUnit> Node::unit_within(const NumberUnit& unit) const {
  const auto node = find("unit");
  if (!node) return unit;
  const auto text = node->text();
  if (!text) return std::nullopt;
  auto read = read_unit(*text, unit.wanted, document_->dt);
  if (!read.conversion) {
    node->report(std::move(read.wrong));
    return std::nullopt;
  }
  return NumberUnit{unit.wanted, *read.conversion};
}

std::optional<std::vector<double>> Node::numbers(const NumberUnit& unit) const {
  const auto values = find("values");
  if (!values) return array_of_numbers(unit);
  const auto within = is_exactly({"values", "unit"}) ? unit_within(unit) : std::nullopt;
  return within ? values->array_of_numbers(*within) : std::nullopt;
}

std::optional<std::vector<double>> Node::array_of_numbers(const NumberUnit& unit) const {
  if (!value_->is_array()) {
    report(fmt::format("wanted an array of numbers, found {}", describe(*value_)));
    return std::nullopt;
  }
  const bool is_plain = unit.of_plain_numbers.is_identity();
  std::vector<double> result;
  result.reserve(value_->size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    const Json& element = (*value_)[i];
    if (element.is_number() && is_plain)
      result.push_back(element.get<double>());
    else if (wrong >= most_reported && !element.is_number())
      ++wrong;
    else if (const auto x = at(i).number(unit))
      result.push_back(*x);
    else
      ++wrong;
    if (element.is_structured()) return std::nullopt;  // something else is meant, and the others are like it
  }
  if (wrong > most_reported) report(fmt::format("{} more elements are no numbers", wrong - most_reported));
  return wrong == 0 ? std::optional(std::move(result)) : std::nullopt;
}

double Node::number_or(const std::string& key, double otherwise, const NumberUnit& unit) const {
  const auto node = find(key);
  return node ? node->number(unit).value_or(otherwise) : otherwise;
}

std::uint64_t Node::count_or(const std::string& key, std::uint64_t otherwise) const {
  const auto node = find(key);
  return node ? node->count().value_or(otherwise) : otherwise;
}

std::uint64_t Node::steps_or(const std::string& key, std::uint64_t otherwise) const {
  const auto node = find(key);
  return node ? node->steps().value_or(otherwise) : otherwise;
}

bool Node::boolean_or(const std::string& key, bool otherwise) const {
  const auto node = find(key);
  return node ? node->boolean().value_or(otherwise) : otherwise;
}

std::string Node::text_or(const std::string& key, std::string otherwise) const {
  const auto node = find(key);
  return node ? node->text().value_or(otherwise) : otherwise;
}

}  // namespace bouton
