/// Whether a recorder reads back what it wrote: one network is recorded by it and, in the same run, into memory.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <bouton/run.hpp>
#include <support/edit.hpp>

namespace support {

/// Samples in words, each number with all its bits. Steps without spikes leave nothing, as they need not be read back.
class Heard final : public bouton::RecordSink {
 public:
  void targets(std::span<const bouton::RecordTarget> targets) override {
    told = {targets.begin(), targets.end()};
    samples.resize(told.size());
  }
  void spikes(std::size_t target, std::uint64_t step, std::span<const bouton::Unit> units) override {
    std::ostringstream text;
    for (const auto unit : units) text << ' ' << unit;
    if (!units.empty()) add(target, step, text.str());
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    std::ostringstream text;
    for (const double value : values) text << ' ' << std::hexfloat << value;
    add(target, step, text.str());
  }
  void weights(std::size_t target, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    std::ostringstream text;
    for (const auto& e : entries)
      text << ' ' << e.post << '<' << e.pre << '@' << e.delay << '=' << std::hexfloat << e.value;
    add(target, step, text.str());
  }

  std::vector<bouton::RecordTarget> told;
  std::vector<std::string> samples;  ///< of each target

 private:
  void add(std::size_t target, std::uint64_t step, const std::string& text) {
    samples.at(target) += std::to_string(step) + ":" + text + "\n";
  }
};

/// Keeps what the latest one was told.
class Remember final : public bouton::Recorder {
 public:
  static inline Heard heard;
  static void declare(bouton::Declaration<Remember>& d) {
    d.type("remember", "keeps what it is told").version("1.0", "tests");
    d.several_targets();
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    heard = {};
    heard.targets(targets);
    return stem;
  }
  void spikes(std::size_t target, std::uint64_t step, std::span<const bouton::Unit> units) override {
    heard.spikes(target, step, units);
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    heard.values(target, step, values);
  }
  void weights(std::size_t target, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    heard.weights(target, step, entries);
  }
  void close() override {}
};

/// Adds up its input, and spikes where that exceeds 1.
class Adding final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Adding>& d) {
    d.type("adding", "adds up its input").version("1.0", "tests").port("in", "anything", "mV");
    d.state("v", &Adding::v, "the sum").unit("mV");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      v[k] += in.port(0)[k];
      out[k] = v[k] > 1.0;
      if (out[k] == 1.0) v[k] -= 1;
    }
  }
  bouton::StateArray v;
};

/// What was written, and what is needed to read it.
struct ReadBack {
  explicit ReadBack(const std::filesystem::path& library) : registry(registry_with(library)) {
    registry.add<Remember>();
    registry.add<Adding>();
  }

  /// Records 40 steps of a network with the layer `e` of 10 units, fed by `x` through `w`, or through `d` with delays.
  /// `entry` is without a format; returns the recording that `format` wrote.
  bouton::RecordingFile record(const std::string& entry, const std::string& format, const std::string& params = "{}",
                               const std::string& phases = R"({"steps": 40})") {
    const auto with_format = [&](const std::string& name, const std::string& given) {
      return entry.substr(0, entry.rfind('}')) + R"(, "format": ")" + name + R"(", "name": "r_)" + name +
             R"(", "params": )" + given + "}";
    };
    auto n = network(R"({"bouton": 1, "dt": 0.1, "inputs": [{"name": "x", "size": 4, "source": {"type": "rows",
        "params": {"values": [[0.1, 1, 0.3333333333333333, 0], [0.7, 0, 1e-9, 1]]}}}],
      "layers": [{"name": "e", "type": "adding", "size": 10}],
      "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "e",
                    "weights": {"distribution": "uniform", "low": 0, "high": 0.4}},
                   {"name": "d", "type": "plain", "from": "x", "to": "e", "delay": {"distribution": "uniform",
                    "low": 1, "high": 5}, "weights": {"distribution": "uniform", "low": 0, "high": 0.1}}],
      "record": [)" + with_format(format, params) +
                         ", " + with_format("remember", "{}") + "], \"run\": [" + phases + "]}",
                     registry);
    bouton::RunOptions options;
    options.out = folder.path();
    return run(n, options).recorded.at(0);
  }
  Heard read(const bouton::RecordingFile& recording) {
    Heard heard;
    read_recording(registry, recording, heard);
    return heard;
  }
  /// Records, and compares with what was kept; also what the file says by itself, if `by_itself`.
  void check(const std::string& entry, const std::string& format, const std::string& params = "{}",
             bool by_itself = true) {
    CAPTURE(entry);
    auto recording = record(entry, format, params);
    REQUIRE(!Remember::heard.samples.empty());
    CHECK(Remember::heard.samples[0].size() > 20);
    CHECK(read(recording).samples == Remember::heard.samples);
    CHECK(read(recording).told.at(0).element == Remember::heard.told.at(0).element);
    if (!by_itself) return;
    recording.targets.clear();
    CHECK(read(recording).samples == Remember::heard.samples);
  }
  /// Why a damaged file cannot be read.
  std::string failure(const bouton::RecordingFile& recording) {
    return thrown<bouton::Error>([&] { read(recording); }).what();
  }
  /// Cuts the file off, so many bytes before its end.
  static void cut(const bouton::RecordingFile& recording, std::uintmax_t bytes) {
    std::filesystem::resize_file(recording.file, std::filesystem::file_size(recording.file) - bytes);
  }

  TemporaryFolder folder;
  bouton::Registry registry;
};

/// What can be asked of each shape.
inline const std::string spikes_entry = R"({"of": "e", "variable": "spikes"})";
inline const std::string part_entry = R"({"of": "e", "variable": "spikes", "units": [1, 2, 7]})";
inline const std::string state_entry = R"({"of": "e", "variable": "v", "every": 3, "units": "1::3"})";
inline const std::string listed_entry = R"({"of": "e", "variable": "v", "units": [0, 5, 6], "when": {"start": 7}})";
inline const std::string counts_entry = R"({"of": "e", "variable": "spikes", "bin": 4})";
inline const std::string sums_entry = R"({"of": "e", "variable": "spikes", "bin": 4, "sum": true})";
inline const std::string weights_entry = R"({"of": "w", "variable": "weights", "every": 15})";
inline const std::string delays_entry = R"({"of": "d", "variable": "weights", "when": "end"})";
inline const std::string moments_entry = R"({"of": "w", "variable": "weights", "reduce": "moments", "every": 10})";

}  // namespace support
