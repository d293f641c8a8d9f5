#include <bouton/run.hpp>
#include <support/edit.hpp>

using support::contains;
using support::thrown;

namespace {

/// Writes nothing, and reads back what its parameter says.
class Telling final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Telling>& d) {
    d.type("telling", "tells what it is asked to").version("1.0", "tests");
    d.parameter("what", &Telling::what_, "what is told");
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    return stem;
  }
  void close() override {}
  void read(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known,
            bouton::RecordSink& sink) override {
    if (what_ == "damage") throw std::runtime_error(file.string() + ": is damaged");
    if (what_ == "nonsense") throw 5;
    sink.targets(known);
    const std::vector<bouton::Unit> units{1, 2};
    sink.spikes(what_ == "too many" ? known.size() : 0, 7, units);
    const std::vector<double> values{0.5, dt()};
    sink.values(0, 8, values);
    const std::vector<bouton::WeightEntry> entries{{1, 2, 3.0}};
    sink.weights(0, 9, entries);
  }

 private:
  std::string what_;
};

/// Cannot be read back, and does not even write what it declares.
class Mute final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Mute>& d) { d.type("mute", "says nothing").version("1.0", "tests"); }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    return stem;
  }
  void close() override {}
};

struct Text final : bouton::RecordSink {
  void targets(std::span<const bouton::RecordTarget> targets) override {
    for (const auto& target : targets) text += target.element + " ";
  }
  void spikes(std::size_t, std::uint64_t step, std::span<const bouton::Unit> units) override {
    if (throws) throw std::runtime_error("enough");
    text += std::to_string(step) + ":" + std::to_string(units.size()) + " ";
  }
  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    text += std::to_string(step) + ":" + std::to_string(values.back()) + " ";
  }
  void weights(std::size_t, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    text += std::to_string(step) + ":" + std::to_string(entries.size()) + " ";
  }
  std::string text;
  bool throws = false;
};

bouton::RecordingFile recording(const std::string& what) {
  return {"out/x.txt", "telling", R"({"what": ")" + what + "\"}", 0.25, {{"x", "spikes"}}};
}

std::string failure(const bouton::RecordingFile& recording) {
  auto r = support::registry();
  r.add<Telling>();
  r.add<Mute>();
  Text sink;
  return thrown<bouton::Error>([&] { read_recording(r, recording, sink); }).what();
}

}  // namespace

TEST_CASE("a recording is read back through its type, with its parameters") {
  auto r = support::registry();
  r.add<Telling>();
  Text sink;
  read_recording(r, recording("all"), sink);
  CHECK(sink.text == "x 7:2 8:0.250000 9:1 ");
}

TEST_CASE("what stands in the way of reading a recording names its file") {
  CHECK(failure(recording("damage")) == "out/x.txt: is damaged");
  CHECK(failure(recording("nonsense")) == "out/x.txt (telling): it threw something that is no std::exception");
  CHECK(contains(failure(recording("too many")), "out/x.txt (telling): its type tells of target 1, of 1"));
  auto other = recording("all");
  other.format = "tellnig";
  CHECK(contains(failure(other), "out/x.txt cannot be read: no recorder type 'tellnig'; did you mean 'telling'?"));
  other.format = "plain";
  CHECK(contains(failure(other), "out/x.txt cannot be read: 'plain' is a synapse; wanted a recorder"));
  other.format = "mute";
  other.params = "{}";
  CHECK(contains(failure(other), "out/x.txt (mute): recordings of this type cannot be read back"));
  other = recording("all");
  other.params = "{}";
  CHECK(contains(failure(other), "out/x.txt cannot be read: parameters of 'telling': "));
}

TEST_CASE("what a sink throws comes out as it is") {
  auto r = support::registry();
  r.add<Telling>();
  Text sink;
  sink.throws = true;
  CHECK_THROWS_WITH_AS(read_recording(r, recording("all"), sink), "enough", std::runtime_error);
}

TEST_CASE("a recorder that does not override what it declares to write is told so") {
  auto r = support::registry();
  r.add<Mute>();
  auto n = support::network(support::with(support::small, "\"outputs\"", R"("record": [{"of": "x", "variable": "spikes",
      "format": "mute"}], "run": [{"steps": 1}], "outputs")"),
                            r);
  const support::TemporaryFolder folder;
  bouton::RunOptions options;
  options.out = folder.path();
  CHECK(contains(thrown<bouton::RunFailed>([&] { run(n, options); }).what(),
                 "its type does not override spikes(), but declares that it writes spikes"));
}

TEST_CASE("a part is named as a network file names it") {
  bouton::RecordTarget target{"e", "v"};
  target.layer_size = 10;
  target.units = {10};
  CHECK(target.of() == "e");
  target.units = {4, 1, 2};
  CHECK(target.of() == "e[1:8:2]");
  target.units.listed = {1, 3, 5, 7};
  CHECK(target.of() == "e");
}
