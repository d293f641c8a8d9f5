#include "read_npy.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "npy_file.hpp"

namespace {

using bouton::RecordShape;
using bouton::RecordTarget;
using bouton::Unit;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw std::runtime_error(file.string() + ": " + what);
}

/// An array, an element at a time.
class Array {
 public:
  explicit Array(const std::filesystem::path& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) fail(file, std::string("cannot be read: ") + std::strerror(errno));
    std::string header(npy_header_size, '\0');
    in_.read(header.data(), static_cast<std::streamsize>(header.size()));
    const auto shape = header.find("'shape': (");
    if (!in_ || !header.starts_with("\x93NUMPY") || shape == header.npos)
      fail(file, "the header is not one that the recorder writes");
    header_ = header;
    const char* at = header_.data() + shape + std::strlen("'shape': (");
    const char* end = header_.data() + header_.size();
    const auto [behind, error] = std::from_chars(at, end, count_);
    if (error != std::errc()) fail(file, "the header has no number of elements");
    if (std::string_view(behind, 2) == ", ") std::from_chars(behind + 2, end, columns_);
  }

  std::uint64_t count() const { return count_; }
  std::size_t columns() const { return columns_; }
  /// Whether the array has elements of this type.
  bool is_of(const NpyType& type) const { return header_ == npy_header(type, count_); }
  void open(const NpyType& type) {
    if (!is_of(type)) fail(file_, "the header is not that of an array of " + type.descr);
    const auto room = (std::filesystem::file_size(file_) - npy_header_size) / std::max<std::size_t>(type.bytes, 1);
    if (type.bytes > 0 && room < count_)
      fail(file_, "the file was cut off: it has " + std::to_string(room) + " elements of " + std::to_string(count_));
    element_.resize(type.bytes);
  }
  /// Reads the next element; false behind the last.
  bool next() {
    if (read_ == count_) return false;
    ++read_;
    in_.read(element_.data(), static_cast<std::streamsize>(element_.size()));
    if (!in_) fail(file_, "element " + std::to_string(read_ - 1) + " cannot be read");
    at_ = 0;
    return true;
  }
  /// The next number of the element.
  template <class Number>
  Number take() {
    Number number;
    std::memcpy(&number, element_.data() + at_, sizeof number);
    at_ += sizeof number;
    return number;
  }
  void take(std::span<double> values) { std::memcpy(values.data(), element_.data(), values.size_bytes()); }

 private:
  std::filesystem::path file_;
  std::ifstream in_;
  std::string header_;
  std::uint64_t count_ = 0, read_ = 0;
  std::size_t columns_ = 0;
  std::vector<char> element_;
  std::size_t at_ = 0;
};

/// What the file holds, if nobody knows.
RecordTarget found(const std::filesystem::path& file, const Array& array) {
  RecordTarget target;
  if (array.is_of(NpyType::spikes())) {
    target.shape = RecordShape::spikes;
  } else if (array.is_of(NpyType::values(array.columns()))) {
    target.units.count = target.layer_size = array.columns();
  } else {
    target.shape = RecordShape::weights;
    target.has_delays = array.is_of(NpyType::weights(true));
    if (!target.has_delays && !array.is_of(NpyType::weights(false)))
      fail(file, "the header is not one that the recorder writes");
  }
  return target;
}

/// Hands on what belongs to one step together.
template <class Entry, class Tell>
void by_step(const std::filesystem::path& file, Array& array, const std::function<Entry()>& take, const Tell& tell) {
  std::vector<Entry> entries;
  std::uint64_t of_entries = 0;
  while (array.next()) {
    const auto step = array.take<std::uint64_t>();
    if (step < of_entries) fail(file, "the steps do not ascend");
    if (step != of_entries && !entries.empty()) {
      tell(of_entries, entries);
      entries.clear();
    }
    of_entries = step;
    entries.push_back(take());
  }
  if (!entries.empty()) tell(of_entries, entries);
}

void read_values(const std::filesystem::path& file, Array& array, std::size_t width, bouton::RecordSink& sink) {
  const auto beside = steps_beside(file);
  Array steps(beside);
  steps.open(NpyType::steps());
  if (steps.count() != array.count())
    fail(file, "there are " + std::to_string(array.count()) + " samples, and " + std::to_string(steps.count()) +
                   " steps in " + beside.filename().string());
  std::vector<double> values(width);
  while (array.next() && steps.next()) {
    array.take(values);
    sink.values(0, steps.take<std::uint64_t>(), values);
  }
}

}  // namespace

std::filesystem::path steps_beside(const std::filesystem::path& file) {
  auto steps = file;
  return steps.replace_extension(".steps.npy");
}

void read_npy(const std::filesystem::path& file, std::span<const RecordTarget> known, bouton::RecordSink& sink) {
  Array array(file);
  const RecordTarget target = known.empty() ? found(file, array) : known.front();
  array.open(NpyType::of(target));
  sink.targets({&target, 1});
  switch (target.shape) {
    case RecordShape::spikes:
      return by_step<Unit>(
          file, array, [&] { return array.take<Unit>(); },
          [&](std::uint64_t step, const std::vector<Unit>& units) { sink.spikes(0, step, units); });
    case RecordShape::values: return read_values(file, array, target.width(), sink);
    case RecordShape::weights: break;
  }
  const auto take = [&] {
    bouton::WeightEntry entry{};
    entry.post = array.take<Unit>();
    entry.pre = array.take<Unit>();
    if (target.has_delays) entry.delay = array.take<std::uint32_t>();
    entry.value = array.take<double>();
    return entry;
  };
  by_step<bouton::WeightEntry>(file, array, take,
                               [&](std::uint64_t step, const auto& entries) { sink.weights(0, step, entries); });
}
