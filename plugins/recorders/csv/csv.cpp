#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include <bouton/plugin.hpp>

namespace {

/// Comma-separated text. Numbers are written in the shortest form that reads back to the same bits.
class Csv final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Csv>& d) {
    d.type("csv", "comma-separated text with a header line").version("1.1", "Bouton");
    d.parameter("time", &Csv::time_, "the first column: the number of the step, or when it begins, in ms")
        .one_of({"steps", "ms"})
        .default_value("steps");
  }

  std::filesystem::path open(const bouton::RecordTarget& target, const std::filesystem::path& stem) override {
    shape_ = target.shape;
    path_ = stem;
    path_ += ".csv";
    file_.reset(std::fopen(path_.c_str(), "wb"));
    if (!file_) fail("cannot be written");
    line_ = time_ == "ms" ? "ms" : "step";
    switch (target.shape) {
      case bouton::RecordShape::spikes: line_ += ",index\n"; break;
      case bouton::RecordShape::weights:
        has_delays_ = target.has_delays;
        line_ += has_delays_ ? ",post,pre,delay,value" : ",post,pre,value";
        break;
      case bouton::RecordShape::values:
        for (std::size_t i = 0; i < target.units; ++i) add(target.first_unit + i * target.unit_stride);
        line_ += '\n';
        break;
    }
    return path_;
  }

  void spikes(std::uint64_t step, std::span<const bouton::Unit> units) override {
    for (const bouton::Unit unit : units) {
      begin_line(step);
      add(unit);
      end_line();
    }
  }

  void values(std::uint64_t step, std::span<const double> values) override {
    begin_line(step);
    for (const double value : values) add(value);
    end_line();
  }

  /// A blank before the first value and one behind the last show whoever reads the weights again that none are missing.
  /// So each line is ended by what follows it.
  void weights(std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    for (const auto& entry : entries) {
      end_line();
      begin_line(step);
      add(entry.post);
      add(entry.pre);
      if (has_delays_) add(entry.delay);
      line_ += has_entries_ ? "," : ", ";
      append(entry.value);
      has_entries_ = true;
    }
  }

  void close() override {
    if (!file_) return;
    if (shape_ == bouton::RecordShape::weights) line_ += has_entries_ ? " \n" : "\n";
    write();
    if (std::fclose(file_.release()) != 0) fail("could not be written completely");
  }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  template <class Number>
  void append(Number number) {
    char digits[32];
    line_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }

  void begin_line(std::uint64_t step) {
    if (time_ == "ms")
      append(milliseconds(step));
    else
      append(step);
  }

  template <class Number>
  void add(Number number) {
    line_ += ',';
    append(number);
  }

  void end_line() {
    constexpr std::size_t buffer = 1 << 16;
    line_ += '\n';
    if (line_.size() > buffer) write();
  }

  void write() {
    if (std::fwrite(line_.data(), 1, line_.size(), file_.get()) != line_.size())
      fail("could not be written completely");
    line_.clear();
  }

  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(path_.string() + " " + what + ": " + std::strerror(errno));
  }

  std::string time_;
  bouton::RecordShape shape_ = bouton::RecordShape::values;
  bool has_delays_ = false;
  bool has_entries_ = false;
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string line_;
};

}  // namespace

BOUTON_PLUGIN(Csv)
