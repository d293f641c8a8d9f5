#include "read_csv.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using bouton::RecordShape;
using bouton::RecordTarget;
using bouton::Unit;

/// A file, cut into lines and cells.
class Cells {
 public:
  explicit Cells(const std::filesystem::path& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw std::runtime_error(file.string() + " cannot be read: " + std::strerror(errno));
  }

  /// Goes to the next line; false behind the last.
  bool next_line() {
    if (!std::getline(in_, line_)) return false;
    ++number_;
    if (in_.eof()) fail("the line has no end: the file was cut off");
    rest_ = line_;
    return true;
  }
  /// The next cell of the line, or nothing behind the last.
  std::optional<std::string_view> next() {
    if (!rest_) return std::nullopt;
    const auto comma = rest_->find(',');
    const auto cell = rest_->substr(0, comma);
    rest_ = comma == rest_->npos ? std::nullopt : std::optional(rest_->substr(comma + 1));
    return cell;
  }
  template <class Number>
  Number number() {
    const auto cell = next();
    if (!cell) fail("a number is missing");
    auto text = *cell;
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      fail("wanted a number, found '" + std::string(text.substr(0, 40)) + "'");
    return value;
  }
  void end_line() {
    if (rest_) fail("there are more numbers than columns");
  }
  std::string_view line() const { return line_; }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(file_.string() + ":" + std::to_string(number_) + ": " + what);
  }

 private:
  std::filesystem::path file_;
  std::ifstream in_;
  std::string line_;
  std::optional<std::string_view> rest_;
  std::size_t number_ = 0;
};

class Reader {
 public:
  Reader(const std::filesystem::path& file, double dt, const std::function<double(std::uint64_t)>& milliseconds,
         bouton::RecordSink& sink)
      : cells_(file), dt_(dt), milliseconds_(milliseconds), sink_(sink) {}

  void read(std::span<const RecordTarget> known) {
    if (!known.empty()) target_ = known.front();
    read_names(!known.empty());
    sink_.targets({&target_, 1});
    switch (target_.shape) {
      case RecordShape::spikes: return read_spikes();
      case RecordShape::values: return read_values();
      case RecordShape::weights: return read_weights();
    }
  }

 private:
  /// The names of the columns say what the file holds.
  void read_names(bool is_known) {
    if (!cells_.next_line()) cells_.fail("the file is empty; wanted the names of the columns");
    const auto first = cells_.next().value_or("");
    if (first != "step" && first != "ms") cells_.fail("the first column is neither 'step' nor 'ms'");
    has_times_ = first == "ms";
    std::vector<std::string> names;
    while (const auto name = cells_.next()) names.emplace_back(*name);
    const auto are = [&](std::vector<std::string> wanted) { return names == wanted; };
    target_.has_delays = are({"post", "pre", "delay", "value"});
    const auto shape = are({"index"})                                        ? RecordShape::spikes
                       : target_.has_delays || are({"post", "pre", "value"}) ? RecordShape::weights
                                                                             : RecordShape::values;
    if (is_known && shape != target_.shape)
      cells_.fail("the columns are those of " + std::string(to_string(shape)) + "; wanted " +
                  std::string(to_string(target_.shape)));
    target_.shape = shape;
    if (shape == RecordShape::values) read_columns(std::move(names), is_known);
  }

  /// Numbers are units.
  void read_columns(std::vector<std::string> names, bool is_known) {
    bouton::RecordedUnits units;
    for (const auto& name : names) {
      Unit unit = 0;
      const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), unit);
      if (error == std::errc() && end == name.data() + name.size()) units.listed.push_back(unit);
    }
    units.count = units.listed.size();
    const bool are_units = units.count == names.size();
    if (is_known) {
      if (names.size() != target_.width())
        cells_.fail("there are " + std::to_string(names.size()) + " columns of values; wanted " +
                    std::to_string(target_.width()));
    } else if (are_units) {
      target_.units = std::move(units);
    } else {
      target_.columns = std::move(names);
    }
  }

  std::uint64_t read_step() {
    if (!has_times_) return in_order(cells_.number<std::uint64_t>());
    const double time = cells_.number<double>();
    const double step = std::round(time / dt_);
    if (!(step >= 0 && step < 0x1p63) || milliseconds_(static_cast<std::uint64_t>(step)) != time)
      cells_.fail("no step begins at this time");
    return in_order(static_cast<std::uint64_t>(step));
  }
  std::uint64_t in_order(std::uint64_t step) {
    if (step < last_step_) cells_.fail("the steps do not ascend");
    return last_step_ = step;
  }

  void read_spikes() {
    std::vector<Unit> units;
    std::uint64_t of_units = 0;
    while (cells_.next_line()) {
      const auto step = read_step();
      const auto unit = cells_.number<Unit>();
      cells_.end_line();
      if (target_.layer_size > 0 && unit >= target_.layer_size)
        cells_.fail("there is no unit " + std::to_string(unit) + "; the layer has " +
                    std::to_string(target_.layer_size));
      if (step != of_units && !units.empty()) {
        sink_.spikes(0, of_units, units);
        units.clear();
      }
      if (!units.empty() && unit <= units.back()) cells_.fail("the units of a step do not ascend");
      of_units = step;
      units.push_back(unit);
    }
    if (!units.empty()) sink_.spikes(0, of_units, units);
  }

  void read_values() {
    std::vector<double> values(target_.width());
    while (cells_.next_line()) {
      const auto step = read_step();
      for (double& value : values) value = cells_.number<double>();
      cells_.end_line();
      sink_.values(0, step, values);
    }
  }

  /// One sample is kept at a time. A blank before the first value and one behind the last show that none are missing.
  void read_weights() {
    std::vector<bouton::WeightEntry> entries;
    std::uint64_t of_entries = 0;
    bool is_first = true, has_begin_mark = false, has_end_mark = false;
    while (cells_.next_line()) {
      const auto step = read_step();
      bouton::WeightEntry entry{};
      entry.post = cells_.number<Unit>();
      entry.pre = cells_.number<Unit>();
      if (target_.has_delays) entry.delay = cells_.number<std::uint32_t>();
      entry.value = cells_.number<double>();
      cells_.end_line();
      if (is_first) has_begin_mark = cells_.line().find(", ") != std::string_view::npos;
      is_first = false;
      has_end_mark = cells_.line().ends_with(' ');
      if (step != of_entries && !entries.empty()) {
        sink_.weights(0, of_entries, entries);
        entries.clear();
      }
      of_entries = step;
      entries.push_back(entry);
    }
    if (has_begin_mark && !has_end_mark)
      cells_.fail("the blank behind the last weight is missing: the file was cut off");
    if (!entries.empty()) sink_.weights(0, of_entries, entries);
  }

  Cells cells_;
  double dt_;
  const std::function<double(std::uint64_t)>& milliseconds_;
  bouton::RecordSink& sink_;
  RecordTarget target_;
  bool has_times_ = false;
  std::uint64_t last_step_ = 0;
};

}  // namespace

void read_csv(const std::filesystem::path& file, std::span<const RecordTarget> known, double dt,
              const std::function<double(std::uint64_t)>& milliseconds, bouton::RecordSink& sink) {
  Reader(file, dt, milliseconds, sink).read(known);
}
