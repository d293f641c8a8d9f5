#include "read_nest.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using bouton::RecordShape;
using bouton::RecordTarget;
using bouton::Unit;

class Reader {
 public:
  Reader(const std::filesystem::path& file, const NestFormat& format, bouton::RecordSink& sink)
      : file_(file), in_(file, std::ios::binary), format_(format), sink_(sink) {
    if (!in_) throw std::runtime_error(file.string() + " cannot be read: " + std::strerror(errno));
  }

  void read(std::span<const RecordTarget> known) {
    if (!known.empty()) target_ = known.front();
    do
      if (!next_line()) fail("there is no line with the names of the columns");
    while (rest_.starts_with('#'));
    const std::string times = format_.time_in_steps ? "sender\ttime_step\ttime_offset" : "sender\ttime_ms";
    if (!rest_.starts_with(times)) fail("the columns are not '" + times + "'");
    const auto shape = rest_.size() > times.size() ? RecordShape::values : RecordShape::spikes;
    if (!known.empty() && shape != target_.shape)
      fail("the file does not hold " + std::string(to_string(target_.shape)));
    target_.shape = shape;
    if (known.empty() && shape == RecordShape::values) find_units();
    sink_.targets({&target_, 1});
    shape == RecordShape::spikes ? read_spikes() : read_values();
  }

 private:
  bool next_line() {
    if (!std::getline(in_, line_)) return false;
    ++number_;
    if (in_.eof()) fail("the line has no end: the file was cut off");
    rest_ = line_;
    return true;
  }
  template <class Number>
  Number number() {
    const auto tab = std::min(rest_.find('\t'), rest_.size());
    const auto text = rest_.substr(0, tab);
    rest_.remove_prefix(std::min(tab + 1, rest_.size()));
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      fail("wanted a number, found '" + std::string(text.substr(0, 40)) + "'");
    return value;
  }
  /// Reads a sender and a time.
  void event() {
    const auto unit = number<std::int64_t>() - format_.first_id;
    if (unit < 0 || unit > std::numeric_limits<Unit>::max() ||
        (target_.layer_size > 0 && static_cast<std::size_t>(unit) >= target_.layer_size))
      fail("there is no such sender");
    unit_ = static_cast<Unit>(unit);
    double end = 0;
    if (format_.time_in_steps) {
      end = static_cast<double>(number<std::uint64_t>());
      number<double>();
    } else {
      end = std::round(number<double>() / format_.dt);
    }
    const auto length = static_cast<double>(std::max<std::uint64_t>(target_.bin, 1));
    if (!(end >= length && end < 0x1p63)) fail("there is no such time");
    const auto step = static_cast<std::uint64_t>(end - length);
    if (step < step_) fail("the times do not ascend");
    step_ = step;
  }

  void read_spikes() {
    std::vector<Unit> units;
    std::uint64_t of_units = 0;
    while (next_line()) {
      event();
      if (step_ != of_units && !units.empty()) {
        sink_.spikes(0, of_units, units);
        units.clear();
      }
      of_units = step_;
      units.push_back(unit_);
    }
    if (!units.empty()) sink_.spikes(0, of_units, units);
  }

  void read_values() {
    std::vector<double> values;
    while (next_line()) {
      event();
      if (values.size() == target_.units.size()) values.clear();
      if (unit_ != target_.units[values.size()]) fail("the sender is not the next one of the sample");
      values.push_back(number<double>());
      if (values.size() == target_.units.size()) sink_.values(0, step_, values);
    }
    if (!values.empty() && values.size() != target_.units.size()) fail("the last sample is not complete");
  }

  /// The senders of the first sample.
  void find_units() {
    const auto begin = in_.tellg();
    const auto first_line = number_;
    for (bool is_first = true; next_line(); is_first = false) {
      const auto before = step_;
      event();
      if (!is_first && step_ != before) break;
      target_.units.listed.push_back(unit_);
    }
    target_.units.count = target_.units.listed.size();
    in_.clear();
    in_.seekg(begin);
    number_ = first_line;
    step_ = 0;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(file_.string() + ":" + std::to_string(number_) + ": " + what);
  }

  std::filesystem::path file_;
  std::ifstream in_;
  NestFormat format_;
  bouton::RecordSink& sink_;
  RecordTarget target_;
  std::string line_;
  std::string_view rest_;
  std::size_t number_ = 0;
  Unit unit_ = 0;
  std::uint64_t step_ = 0;
};

}  // namespace

void read_nest(const std::filesystem::path& file, const NestFormat& format, std::span<const RecordTarget> known,
               bouton::RecordSink& sink) {
  Reader(file, format, sink).read(known);
}
