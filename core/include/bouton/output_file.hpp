/// A file that a recorder writes bit by bit.
#pragma once

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace bouton {

/// Collects what is written, and says which file and why if it cannot be: every call throws std::runtime_error then.
/// A plugin has a copy of its own, and shares it with nobody.
class OutputFile {
 public:
  /// Replaces what is there. So many bytes are collected before they are written.
  explicit OutputFile(std::filesystem::path path, std::size_t buffer = std::size_t{1} << 16)
      : path_(std::move(path)), room_(buffer), file_(std::fopen(path_.c_str(), "wb")) {
    if (!file_) fail("cannot be written");
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
    buffer_.reserve(room_ + room_ / 8);
  }

  const std::filesystem::path& path() const { return path_; }

  void text(std::string_view text) { buffer_ += text; }
  /// In the shortest form that reads back to the same bits.
  template <class Number>
  void number(Number number) {
    char digits[32];
    buffer_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
  /// So many digits behind the point, at most 100.
  void fixed(double number, int digits) {
    char text[512];
    buffer_.append(text, std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, digits).ptr);
  }
  void bytes(const void* data, std::size_t size) { buffer_.append(static_cast<const char*>(data), size); }
  /// A number as it lies in memory.
  template <class Number>
  void raw(Number number) {
    bytes(&number, sizeof number);
  }

  /// To be asked where a line or an entry ends: whether there is enough to be written.
  bool is_full() const { return buffer_.size() >= room_; }
  /// To be asked where a sample ends: the same, or whether what is collected has waited for a while. A process that is
  /// killed loses no more.
  bool is_due() const { return is_full() || (!buffer_.empty() && Clock::now() - flushed_ > longest_wait); }
  void flush() {
    flushed_ = Clock::now();
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) incomplete();
    buffer_.clear();
  }
  /// Replaces what stands at the begin of the file, which is at least as long.
  void replace_begin(std::string_view text) {
    flush();
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0 ||
        std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() ||
        std::fseek(file_.get(), 0, SEEK_END) != 0)
      incomplete();
  }
  void close() {
    flush();
    if (std::fclose(file_.release()) != 0) incomplete();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds longest_wait{200};
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] void incomplete() const { fail("could not be written completely"); }
  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(path_.string() + " " + what + ": " + std::strerror(errno));
  }

  std::filesystem::path path_;
  std::size_t room_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string buffer_;
  Clock::time_point flushed_ = Clock::now();
};

}  // namespace bouton
