#include "check/stage_params.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "check/stage.hpp"

namespace bouton_program {

namespace {

using bouton::ParameterType;
using Json = nlohmann::ordered_json;

double choose_number(const bouton::ParameterDeclaration& p, double usual, Choice choice, double uniform) {
  // An excluded bound is approached.
  const auto inside = [](double bound, bool excluded) {
    return excluded ? 1e-6 * std::max(1.0, std::abs(bound)) : 0.0;
  };
  const bool whole = p.type == ParameterType::integer;
  const double low = p.minimum ? *p.minimum + (whole ? p.minimum_excluded : inside(*p.minimum, p.minimum_excluded)) : 0;
  const double high =
      p.maximum ? *p.maximum - (whole ? p.maximum_excluded : inside(*p.maximum, p.maximum_excluded)) : 0;
  const double spread = std::exp(4 * uniform - 2);
  double x = usual;
  if (choice == Choice::lowest && p.minimum) x = low;
  if (choice == Choice::highest && p.maximum) x = high;
  if (choice == Choice::random) {
    if (p.minimum && p.maximum)
      x = low + (high - low) * uniform;
    else if (p.minimum)
      x = low + spread;
    else if (p.maximum)
      x = high - spread;
    else
      x = usual + 4 * uniform - 2;
  }
  return whole ? std::round(x) : x;
}

/// A value inside the range, for a parameter without a default.
double middle(const bouton::ParameterDeclaration& p) {
  if (p.minimum && p.maximum) return (*p.minimum + *p.maximum) / 2;
  if (p.minimum) return *p.minimum + 1;
  if (p.maximum) return *p.maximum - 1;
  return 0.5;
}

/// A value for a parameter; nothing if it cannot be made up.
std::optional<Json> choose(const bouton::ParameterDeclaration& p, std::size_t units, Choice choice,
                           const bouton::Random& random) {
  std::uint64_t counter = 0;
  const auto number = [&](double usual) { return choose_number(p, usual, choice, random.uniform(0, counter++)); };
  const auto list_of = [&](const std::vector<double>& usual) {
    Json list = Json::array();
    for (const double x : usual) list.push_back(number(x));
    return list;
  };
  switch (p.type) {
    case ParameterType::real:
    case ParameterType::integer: {
      double usual = middle(p);
      if (const auto& d = p.default_value)
        usual = p.type == ParameterType::real ? std::get<double>(*d) : static_cast<double>(std::get<std::int64_t>(*d));
      const double x = number(usual);
      return p.type == ParameterType::real ? Json(x) : Json(static_cast<std::int64_t>(x));
    }
    case ParameterType::boolean:
      if (choice == Choice::random) return random.uniform(0, 0) < 0.5;
      return choice == Choice::highest;
    case ParameterType::text:
      if (p.choices.empty()) return p.default_value ? Json(std::get<std::string>(*p.default_value)) : Json("");
      return p.choices[choice == Choice::random ? random.below(p.choices.size(), 0, 0) : 0];
    case ParameterType::path: return std::nullopt;
    case ParameterType::per_unit: {
      const double usual = p.default_value ? std::get<std::vector<double>>(*p.default_value).at(0) : middle(p);
      return list_of(std::vector<double>(choice == Choice::random ? units : 1, usual));
    }
    case ParameterType::list:
      if (p.default_value) return list_of(std::get<std::vector<double>>(*p.default_value));
      return list_of(std::vector<double>(p.length ? p.length : 3, middle(p)));
    case ParameterType::matrix: {
      Json rows = Json::array();
      for (std::size_t row = 0; row < (p.row_per_unit ? units : 3); ++row)
        rows.push_back(list_of(std::vector<double>(p.column_per_unit ? units : 3, middle(p))));
      return rows;
    }
  }
  return std::nullopt;
}

void set_param(Json& params, std::string_view name, Json value) {
  Json* place = &params;
  for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    place = &(*place)[std::string(name.substr(0, dot))];
    name.remove_prefix(dot + 1);
  }
  (*place)[std::string(name)] = std::move(value);
}

const Json* find_param(const Json& params, std::string_view name) {
  const Json* place = &params;
  for (;;) {
    const auto dot = name.find('.');
    const auto found = place->find(std::string(name.substr(0, dot)));
    if (found == place->end()) return nullptr;
    if (dot == std::string_view::npos) return &*found;
    place = &*found;
    name.remove_prefix(dot + 1);
  }
}

bouton::ParameterValue value_of(const Json& json, const bouton::ParameterDeclaration& p) {
  switch (p.type) {
    case ParameterType::real: return json.get<double>();
    case ParameterType::integer: return json.get<std::int64_t>();
    case ParameterType::boolean: return json.get<bool>();
    case ParameterType::text:
    case ParameterType::path: return json.get<std::string>();
    case ParameterType::per_unit:
      if (json.is_number()) return std::vector{json.get<double>()};
      return json.get<std::vector<double>>();
    case ParameterType::list: return json.get<std::vector<double>>();
    case ParameterType::matrix: {
      bouton::Matrix matrix;
      for (const auto& row : json) {
        const auto values = row.get<std::vector<double>>();
        matrix.values.insert(matrix.values.end(), values.begin(), values.end());
        matrix.columns = values.size();
        ++matrix.rows;
      }
      return matrix;
    }
  }
  return 0.0;
}

std::string to_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

bool is_given(const std::string& params, std::string_view name) { return find_param(Json::parse(params), name); }

std::string with_param(const std::string& params, std::string_view name, const std::string& value) {
  auto all = Json::parse(params);
  set_param(all, name, Json::parse(value));
  return to_text(all);
}

std::vector<std::string> odd_values(const bouton::ParameterDeclaration& p) {
  if (p.type == ParameterType::list && !p.length) return {"[]", "[0]", "[1,2,3,4,5,6,7]"};
  if (p.type == ParameterType::matrix) return {"[[0]]", "[[1,2],[3,4]]", "[[]]"};
  if (p.type == ParameterType::text) return {R"("")", R"("%s")", '"' + std::string(10000, '(') + '"', R"("é\n")"};
  if (p.type == ParameterType::integer) return {"0", "-1", fmt::format("{}", std::int64_t{1} << 40)};
  return {};
}

std::optional<std::string> Stage::chosen_params() const {
  Json all = Json::object();
  const auto given = Json::parse(params);
  for (const auto& p : type->parameters) {
    const auto bound = bounds.find(p.name);
    const auto how = bound == bounds.end() ? choice : bound->second;
    if (find_param(given, p.name)) continue;
    if (how == Choice::usual && (p.default_value || p.may_be_absent)) continue;
    const auto value = choose(p, size, how, bouton::Random(draw, p.name, "check"));
    if (!value && (p.default_value || p.may_be_absent)) continue;
    if (!value) return std::nullopt;
    set_param(all, p.name, *value);
  }
  all.update(given, true);
  return to_text(all);
}

std::vector<std::pair<std::string, bouton::ParameterValue>> present_values(const Stage& stage) {
  std::vector<std::pair<std::string, bouton::ParameterValue>> values;
  const auto params = Json::parse(*stage.chosen_params()), all_given = Json::parse(stage.params);
  for (const auto& p : stage.type->parameters) {
    // A file may give a list or matrix in other ways than as numbers.
    const auto* given = find_param(all_given, p.name);
    if (given && (given->is_object() || given->is_string())) continue;
    if (const auto* value = find_param(params, p.name))
      values.emplace_back(p.name, value_of(*value, p));
    else if (p.default_value)
      values.emplace_back(p.name, *p.default_value);
  }
  return values;
}

}  // namespace bouton_program
