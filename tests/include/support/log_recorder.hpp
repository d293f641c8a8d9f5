/// A recorder for tests: what it is told, in lines of text.
#pragma once

#include <sstream>
#include <stdexcept>

#include <support/network.hpp>

namespace support {

/// Writes each call to `log`, each line begun with the last part of its file's path.
class Log final : public bouton::Recorder {
 public:
  /// All calls since it was last cleared.
  static inline std::string log;

  static void declare(bouton::Declaration<Log>& d) {
    d.type("log", "what a recorder is told").version("1.0", "tests");
    d.parameter("throws_in", &Log::throws_in_, "the call that throws").default_value("");
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    name_ = stem.filename().string();
    const auto& target = targets.front();
    write("open ", target.element, ' ', target.variable, ' ',
          target.shape == bouton::RecordShape::values ? target.width() : 0);
    fail_in("open");
    return stem.string() + ".log";
  }
  void spikes(std::size_t, std::uint64_t step, std::span<const bouton::Unit> units) override {
    fail_in("spikes");
    write(step, ":", list(units));
  }
  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    fail_in("values");
    write(step, ":", list(values));
  }
  void weights(std::size_t, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    std::string text;
    for (const auto& e : entries) text += line(" ", e.post, "<", e.pre, "=", e.value);
    write(step, ":", text);
  }
  void close() override {
    write("close");
    fail_in("close");
  }

 private:
  template <class... Parts>
  static std::string line(const Parts&... parts) {
    std::ostringstream out;
    (out << ... << parts);
    return out.str();
  }
  template <class... Parts>
  void write(const Parts&... parts) {
    log += name_ + " " + line(parts...) + "\n";
  }
  template <class T>
  static std::string list(std::span<const T> values) {
    std::string text;
    for (const T x : values) text += line(" ", x);
    return text;
  }
  void fail_in(const std::string& call) const {
    if (call == throws_in_) throw std::runtime_error("the disk is full");
  }

  std::string name_, throws_in_;
};

}  // namespace support
