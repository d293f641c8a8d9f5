#include "spike_file.hpp"

#include <charconv>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::size_t line, const std::string& why) {
  throw std::invalid_argument(path.string() + ":" + std::to_string(line) + ": " + why);
}

/// Takes a number from the front of the text.
bool take(std::string_view& text, double& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

SpikeFile read_spike_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) throw std::invalid_argument(path.string() + " cannot be read, or is empty");
  const auto without_return = [](std::string_view text) {
    return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
  };
  SpikeFile spikes;
  const auto names = without_return(line);
  if (names.starts_with("time,"))
    spikes.column = SpikeColumn::time;
  else if (names.starts_with("step,"))
    spikes.column = SpikeColumn::step;
  else if (names.starts_with("ms,"))
    spikes.column = SpikeColumn::begin;
  else
    fail(path, 1, "wanted the names of two columns, 'time,index', or 'step,index' or 'ms,index' as in a recording");
  for (std::size_t number = 2; std::getline(file, line); ++number) {
    auto text = without_return(line);
    if (text.empty()) continue;
    double when = 0, unit = 0;
    bool is_pair = take(text, when) && text.starts_with(',');
    if (is_pair) text.remove_prefix(1);
    is_pair = is_pair && take(text, unit) && text.empty();
    if (!is_pair) fail(path, number, "wanted two numbers, 'time,unit'; found '" + line + "'");
    spikes.when.push_back(when);
    spikes.units.push_back(unit);
  }
  return spikes;
}
