#include "description/layer_part.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton {

namespace {

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Reads one part of a layer.
class PartReader {
 public:
  PartReader(const PartText& text, std::int64_t size) : text_(text), size_(size) {}

  LayerPart read() const {
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0; begin <= text_.range.size();) {
      const auto end = std::min(text_.range.find(':', begin), text_.range.size());
      fields.push_back(without_blanks(text_.range.substr(begin, end - begin)));
      begin = end + 1;
    }
    if (fields.size() > 3 || (fields.size() == 1 && fields[0].empty())) fail_to_read();
    if (fields.size() == 1) {
      const auto unit = place(fields[0], 0);
      if (unit == size_) fail_range(fields[0]);
      return {static_cast<Unit>(unit), 1, 1};
    }
    const auto begin = place(fields[0], 0), end = place(fields[1], size_);
    const auto step = fields.size() == 3 && !fields[2].empty() ? number(fields[2]) : 1;
    if (step < 1) throw Error(fmt::format("the step of '{}' is {}; it must be >= 1", whole(), step));
    if (begin >= end) throw Error(fmt::format("'{}' is empty; '{}' has {} units", whole(), text_.name, size_));
    const auto count = (end - begin - 1) / step + 1;
    return {static_cast<Unit>(begin), static_cast<Unit>(count), static_cast<Unit>(count == 1 ? 1 : step)};
  }

 private:
  std::string whole() const { return fmt::format("{}[{}]", text_.name, text_.range); }

  [[noreturn]] void fail_to_read() const {
    throw Error(
        fmt::format("'{}' is no part of '{}'; wanted {}[begin:end], {}[begin:end:step] or {}[unit], in whole "
                    "numbers",
                    whole(), text_.name, text_.name, text_.name, text_.name));
  }
  [[noreturn]] void fail_range(std::string_view field) const {
    throw Error(
        fmt::format("'{}' is out of range: '{}' has {} units, and there is no {}", whole(), text_.name, size_, field));
  }

  std::int64_t number(std::string_view field) const {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error == std::errc::result_out_of_range) fail_range(field);
    if (error != std::errc() || end != field.data() + field.size()) fail_to_read();
    return value;
  }
  /// A border, from 0 to the size; a negative one counts from the end.
  std::int64_t place(std::string_view field, std::int64_t otherwise) const {
    if (field.empty()) return otherwise;
    const auto value = number(field);
    if (value < -size_ || value > size_) fail_range(field);
    return value < 0 ? value + size_ : value;
  }

  const PartText& text_;
  std::int64_t size_;
};

}  // namespace

Unit LayerPart::count_before(std::uint64_t unit) const {
  if (unit <= begin) return 0;
  return static_cast<Unit>(std::min<std::uint64_t>((unit - begin - 1) / stride + 1, count));
}

std::string part_name(const std::string& layer, const std::optional<LayerPart>& part) {
  if (!part) return layer;
  const Unit last = part->unit(part->count - 1);
  if (part->count == 1) return fmt::format("{}[{}]", layer, last);
  return part->stride == 1 ? fmt::format("{}[{}:{}]", layer, part->begin, last + std::uint64_t{1})
                           : fmt::format("{}[{}:{}:{}]", layer, part->begin, last + std::uint64_t{1}, part->stride);
}

std::optional<PartText> split_part(std::string_view text) {
  const auto bracket = text.rfind('[');
  if (!text.ends_with(']') || bracket == text.npos) return std::nullopt;
  return PartText{text.substr(0, bracket), text.substr(bracket + 1, text.size() - bracket - 2)};
}

std::optional<LayerPart> read_part(const PartText& text, Unit layer_size) {
  const auto part = PartReader(text, layer_size).read();
  if (part == LayerPart{0, layer_size, 1}) return std::nullopt;
  return part;
}

SharedUnits SharedUnits::of(const LayerPart& post, const LayerPart& pre) {
  // Units that both have follow each other at the least common multiple of the strides.
  const std::uint64_t stride = std::lcm<std::uint64_t, std::uint64_t>(post.stride, pre.stride);
  const std::uint64_t first = std::max(post.begin, pre.begin);
  const std::uint64_t end = std::min(post.unit(post.count - 1), pre.unit(pre.count - 1)) + std::uint64_t{1};
  const auto is_in = [](const LayerPart& part, std::uint64_t unit) { return (unit - part.begin) % part.stride == 0; };
  for (auto unit = first; unit < std::min(end, first + stride); ++unit)
    if (is_in(post, unit) && is_in(pre, unit))
      return {(end - unit - 1) / stride + 1, (unit - post.begin) / post.stride, stride / post.stride,
              (unit - pre.begin) / pre.stride, stride / pre.stride};
  return {};
}

std::uint64_t SharedUnits::count_before(std::uint64_t post) const {
  if (post <= first_post) return 0;
  return std::min((post - first_post - 1) / step_post + 1, count);
}

}  // namespace bouton
