#include "graph/words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// A number as it stands in the file, or a quantity.
std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string steps_text(const Json& delay) {
  if (!delay.is_number()) return value_text(delay);
  return value_text(delay) + (delay == 1 ? " step" : " steps");
}

/// A delay that is drawn, listed or read from a file; `unit` is that of plain numbers.
std::string spread_text(const Json& delay, const char* unit) {
  const auto part = [&](const char* key) {
    const Json value = delay.value(key, Json());
    return value.is_number() ? value_text(value) + unit : value_text(value);
  };
  if (!delay.contains("distribution")) return "delays of their own";
  const auto name = value_text(delay["distribution"]);
  if (delay.contains("mean") && delay.contains("std")) return fmt::format("{} ± {}", part("mean"), part("std"));
  if (delay.contains("low") && delay.contains("high")) return fmt::format("{} to {}", part("low"), part("high"));
  return name + " delays";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
    if (c == '&') result += "amp;";
  }
  return result;
}

std::string rule_text(const Json& synapse) {
  const Json weights = synapse.value("weights", Json());
  if (weights.is_object() && weights.contains("density")) return "p = " + value_text(weights["density"]);
  const Json connect = synapse.value("connect", Json());
  if (!connect.is_object() || !connect.contains("rule")) return "";
  const auto rule = value_text(connect["rule"]);
  const auto number = [&](const char* key) { return value_text(connect.value(key, Json("?"))); };
  if (rule == "fixed_probability") return "p = " + number("p");
  if (rule == "fixed_indegree") return "in-degree " + number("indegree");
  if (rule == "fixed_outdegree") return "out-degree " + number("outdegree");
  if (rule == "fixed_total") return number("total") + " in total";
  auto words = rule;
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string delay_text(const Json& synapse, std::size_t source, bool from_input) {
  std::string text;
  if (const Json all = synapse.value("delay", Json()); !all.is_null()) {
    const Json& delay = all.is_array() && source < all.size() ? all[source] : all;
    const bool is_default = delay == (from_input ? 0 : 1);
    if (delay.is_object() || delay.is_array())
      text = spread_text(delay, " steps");
    else if (!is_default)
      text = steps_text(delay);
  } else if (const Json in_ms = synapse.value("delay_ms", Json()); !in_ms.is_null()) {
    const Json& delay = in_ms.is_array() && source < in_ms.size() ? in_ms[source] : in_ms;
    text = delay.is_object() || delay.is_array() ? spread_text(delay, " ms")
           : delay.is_number()                   ? value_text(delay) + " ms"
                                                 : value_text(delay);
  }
  if (synapse.contains("dendritic_delay"))
    text += (text.empty() ? "" : " + ") + steps_text(synapse["dendritic_delay"]) + " dendritic";
  return text;
}

}  // namespace bouton_program
