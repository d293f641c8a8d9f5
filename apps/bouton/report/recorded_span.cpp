#include "report/recorded_span.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <bouton/quantity.hpp>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// Whether an entry of `record` asks for what the target holds.
bool asks_for(const Json& entry, const bouton::RecordTarget& target, const std::string& stem) {
  if (!entry.is_object() || entry.value("variable", Json()) != target.variable) return false;
  const auto name = entry.value("name", Json());
  if (name.is_string() && !stem.starts_with(name.get<std::string>())) return false;
  const auto names_it = [&](const Json& of) {
    return of.is_string() && of.get<std::string>().starts_with(target.element);
  };
  const auto& of = entry.value("of", Json());
  return names_it(of) || (of.is_array() && std::ranges::any_of(of, names_it));
}

/// From the first step of the phases of this name to behind their last one.
std::optional<std::pair<std::uint64_t, std::uint64_t>> steps_of_phase(const Json& phases, const std::string& name) {
  std::optional<std::pair<std::uint64_t, std::uint64_t>> found;
  std::uint64_t begin = 0;
  for (const auto& phase : phases) {
    if (phase.value("repetitions", std::uint64_t{1}) > 1) return {};
    const auto end = begin + phase.value("steps", std::uint64_t{0});
    if (phase.value("name", "") == name) found = {found ? found->first : begin, end};
    begin = end;
  }
  return found;
}

}  // namespace

RecordedSpan recorded_span(const Json& run, const bouton::RecordTarget& target, const std::filesystem::path& file) {
  RecordedSpan span{0, run.value("steps_done", std::uint64_t{0}), target.dt, target.units.size()};
  const auto& network = run.value("network", Json::object());
  for (const auto& entry : network.value("record", Json::array())) {
    if (!asks_for(entry, target, file.stem().string())) continue;
    const auto when = entry.value("when", Json());
    if (!when.is_object()) break;
    const auto step = [&](const char* key, std::uint64_t otherwise) {
      const auto& value = when.value(key, Json());
      if (value.is_number_unsigned()) return value.get<std::uint64_t>();
      return value.is_string() ? bouton::count_steps(value.get<std::string>(), target.dt) : otherwise;
    };
    span.begin = step("start", span.begin);
    span.end = std::min(span.end, step("end", span.end));
    if (when.contains("phase") && when["phase"].is_string())
      if (const auto steps = steps_of_phase(run.value("phases", Json::array()), when["phase"].get<std::string>())) {
        span.begin = std::max(span.begin, steps->first);
        span.end = std::min(span.end, steps->second);
      }
    break;
  }
  span.begin = std::min(span.begin, span.end);
  return span;
}

}  // namespace bouton_program
