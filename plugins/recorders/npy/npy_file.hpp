/// Arrays in numpy's format, version 1.0 (numpy.lib.format).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include <bouton/output_file.hpp>
#include <bouton/recorder.hpp>

static_assert(std::endian::native == std::endian::little, "the arrays are written as they lie in memory");

/// What an element of the first axis is.
struct NpyType {
  std::string descr;        ///< as Python writes it
  std::size_t columns = 0;  ///< of a second axis; 0: there is none
  std::size_t bytes = 0;    ///< of an element, all columns

  /// (step, index)
  static NpyType spikes();
  /// (step, post, pre, value), or with a delay before the value
  static NpyType weights(bool has_delays);
  static NpyType values(std::size_t columns);
  static NpyType steps();
  /// What a target is written as.
  static NpyType of(const bouton::RecordTarget& target);
};

/// The header has room for any number of elements, so that it can be written again when there are more.
inline constexpr std::size_t npy_header_size = 192;
std::string npy_header(const NpyType& type, std::uint64_t count);

/// An array that grows. Its header is true whenever bytes were written: numpy reads so much of it even if the process
/// is killed.
class NpyFile {
 public:
  NpyFile(const std::filesystem::path& path, NpyType type);

  bouton::OutputFile& out() { return out_; }
  /// To be called where an element ends.
  void end_element() {
    ++count_;
    if (out_.is_full()) write();
  }
  /// And where a sample ends.
  void end_sample() {
    if (out_.is_due()) write();
  }
  void close();

 private:
  void write() { out_.replace_begin(npy_header(type_, count_)); }

  NpyType type_;
  bouton::OutputFile out_;
  std::uint64_t count_ = 0;
};
