#include <fstream>

#include <bouton/run.hpp>
#include <support/edit.hpp>

using support::contains;
using support::TemporaryFolder;
using support::thrown;

namespace {

/// A recorder that counts its samples in a file, and writes it as `way` says: through one stream, opening the file
/// anew for each sample, opening it at the first sample, replacing it by another file, with a second file beside it, as
/// a folder, or not at all.
class Counting final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Counting>& d) {
    d.type("counting", "counts samples").version("1.0", "tests");
    d.parameter("way", &Counting::way_, "how the file is written").default_value("stream");
    d.parameter("suffix", &Counting::suffix_, "of the file").default_value(".txt");
    d.parameter("fails", &Counting::fails_, "at this sample").default_value(std::int64_t{-1});
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    path_ = stem.string() + suffix_;
    if (way_ == "folder") return std::filesystem::create_directory(path_), path_;
    if (way_ == "lazy") return path_;
    out_.open(path_);
    if (!out_) throw std::runtime_error(path_.string() + " cannot be opened");
    if (way_ == "twice") std::ofstream(stem.string() + ".note") << "beside";
    if (way_ != "stream" && way_ != "twice") out_.close();
    return path_;
  }
  void spikes(std::size_t, std::uint64_t, std::span<const bouton::Unit>) override {
    if (samples_++ == fails_) throw std::runtime_error(path_.string() + " could not be written");
    if (way_ == "stream" || way_ == "twice") out_ << "s" << std::flush;
    if (way_ == "anew" || way_ == "lazy") std::ofstream(path_, std::ios::app) << "s";
    if (way_ == "folder") std::ofstream(path_ / std::to_string(samples_)) << "s";
    if (way_ == "replaced") {
      const auto other = path_.string() + ".other";
      std::ofstream(other) << std::string(static_cast<std::size_t>(samples_), 's');
      std::filesystem::rename(other, path_);
    }
  }
  void values(std::size_t, std::uint64_t, std::span<const double>) override {}
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override {
    if (way_ == "bad close") throw std::runtime_error(path_.string() + " could not be closed");
    out_.close();
  }

 private:
  std::string way_, suffix_;
  std::int64_t fails_ = -1, samples_ = 0;
  std::filesystem::path path_;
  std::ofstream out_;
};

/// Shows its state as another number of values than it has units, from a step on.
class Misshapen final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Misshapen>& d) {
    d.type("misshapen", "shows its state wrongly").version("1.0", "tests").port("in", "ignored");
    d.parameter("from", &Misshapen::from_, "first step").default_value(0);
  }
  void step(const bouton::LayerInputs& in, std::span<double>) override {
    is_wrong_ = in.step.index >= static_cast<std::uint64_t>(from_);
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    std::vector<double> values(size() + (from_ == 0 || is_wrong_ ? 1 : 0));
    visitor.per_unit("v", values, {"", "a number"});
  }

 private:
  std::int64_t from_ = 0;
  bool is_wrong_ = false;
};

bouton::RunResult run(const std::string& records, const std::filesystem::path& out, bouton::RunOptions options = {}) {
  auto r = support::registry();
  r.add<Counting>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source":
    {"type": "rows", "params": {"values": [[1]]}}}], "run": [{"steps": 3}], "record": [)" +
                                records + "]}",
                            r);
  options.out = out;
  return bouton::run(n, options);
}

std::string record(const std::string& params, const std::string& name = "n") {
  return R"({"of": "x", "variable": "spikes", "format": "counting", "name": ")" + name + R"(", "params": {)" + params +
         "}}";
}

std::string way(const std::string& way) { return record(R"("way": ")" + way + "\""); }

std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

}  // namespace

TEST_CASE("a recording is named .partial until the run ends, and the older file stays until then") {
  for (const std::string name : {"stream", "anew", "replaced"}) {
    CAPTURE(name);
    const TemporaryFolder out;
    out.write("n.txt", "old");
    bouton::RunOptions options;
    options.on_progress = [&](const bouton::Progress& progress) {
      CHECK(out.read("n.txt") == "old");
      CHECK(std::filesystem::exists(out.path() / "n.txt.partial"));
      // What comes is written a while later.
      if (name != "replaced") CHECK(std::string(progress.run_done, 's').starts_with(out.read("n.txt.partial")));
      return true;
    };
    const auto result = run(way(name), out.path(), options);
    CHECK(out.read("n.txt") == "sss");
    CHECK(result.files == std::vector{out.path() / "n.txt"});
    CHECK(files_in(out) == 1);
  }
}

TEST_CASE("a recorder may make its file late, further files, a folder, or none") {
  const TemporaryFolder out;
  CHECK(run(way("lazy"), out.path()).files == std::vector{out.path() / "n.txt"});
  CHECK(out.read("n.txt") == "sss");
  CHECK(run(way("twice"), out.path()).files == std::vector{out.path() / "n.txt", out.path() / "n.note"});
  CHECK(out.read("n.txt") == "sss");
  CHECK(out.read("n.note") == "beside");
  for (int i = 0; i < 2; ++i) {
    run(record(R"("way": "folder", "suffix": ".d")"), out.path());
    CHECK(out.read("n.d/3") == "s");
  }
  bouton::RunOptions none;
  none.steps = 0;
  run(record(R"("way": "lazy", "suffix": ".none")"), out.path(), none);
  CHECK(files_in(out) == 3);
}

TEST_CASE("a run that fails or is stopped leaves recordings under their names") {
  const TemporaryFolder out;
  bouton::RunOptions options;
  bouton::RunResult until_then;
  options.on_failure = [&](const bouton::RunResult& result) { until_then = result; };
  const auto records = record("", "a") + "," + record(R"("fails": 2)", "b");
  const auto failed = thrown<bouton::RunFailed>([&] { run(records, out.path(), options); });
  CHECK(contains(failed.what(), "'b' (type 'counting') failed at step 2: " + (out.path() / "b.txt").string() +
                                    " could not be written"));
  CHECK(out.read("a.txt") == "sss");
  CHECK(out.read("b.txt") == "ss");
  CHECK(until_then.files == std::vector{out.path() / "a.txt", out.path() / "b.txt"});
  REQUIRE(until_then.phases.size() == 1);
  CHECK(until_then.phases[0].steps == 3);
  CHECK(until_then.steps == 3);
  CHECK(files_in(out) == 2);
  options.stop_after = 2;
  CHECK(run(record(""), out.path(), options).stopped);
  CHECK(out.read("n.txt") == "ss");
}

TEST_CASE("a recording that cannot be closed does not take the place of an older one") {
  const TemporaryFolder out;
  out.write("n.txt", "old");
  const auto failed = thrown<bouton::RunFailed>([&] { run(way("bad close"), out.path()); });
  CHECK(contains(failed.what(), (out.path() / "n.txt").string() + " could not be closed"));
  CHECK(out.read("n.txt") == "old");
  CHECK(files_in(out) == 2);
}

TEST_CASE("where one recording cannot be opened, the older files of all stay") {
  const TemporaryFolder out;
  out.write("a.txt", "old");
  std::filesystem::create_directory(out.path() / "b.txt");
  const auto failed = thrown<bouton::RunFailed>([&] { run(record("", "a") + "," + record("", "b"), out.path()); });
  CHECK(
      contains(failed.what(), (out.path() / "b.txt").string() + " cannot be written: there is a folder of this name"));
  CHECK(out.read("a.txt") == "old");
  CHECK(files_in(out) == 2);
}

TEST_CASE("two recordings that would write one file are refused") {
  const TemporaryFolder out;
  const auto records = record(R"("suffix": ".b.txt")", "a") + "," + record("", "a.b");
  const auto both = thrown<bouton::Error>([&] { run(records, out.path()); });
  CHECK(contains(both.what(), "the recordings 'a' and 'a.b' would both write " + (out.path() / "a.b.txt").string()));
  CHECK(files_in(out) == 0);
}

TEST_CASE("what a killed run has left is no hindrance") {
  const TemporaryFolder out;
  out.write("n.txt.partial", "of a killed run");
  std::filesystem::create_directory(out.path() / ".n.partial");
  out.write(".n.partial/n.txt", "of another");
  run(way("stream"), out.path());
  CHECK(out.read("n.txt") == "sss");
  CHECK(files_in(out) == 1);
}

TEST_CASE("an output folder that is removed or renamed while a run goes on is an error") {
  for (const bool is_renamed : {false, true}) {
    const TemporaryFolder folder;
    const auto out = folder.path() / "out";
    bouton::RunOptions options;
    options.on_progress = [&](const bouton::Progress&) {
      if (!std::filesystem::exists(out)) return true;
      is_renamed ? std::filesystem::rename(out, folder.path() / "other") : void(std::filesystem::remove_all(out));
      return true;
    };
    const auto gone = thrown<bouton::Error>([&] { run(record(""), out, options); });
    CHECK(contains(gone.what(), (out / "n.txt").string() + " could not be completed"));
    CHECK(contains(gone.what(), "was the folder removed or renamed meanwhile?"));
  }
}

TEST_CASE("all spikes are recorded, whatever 'every' and 'when' say, and a warning says so") {
  for (const std::string member : {R"("every": 2)", R"("when": "end")"}) {
    auto r = support::registry();
    r.add<Counting>();
    auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source":
      {"type": "rows", "params": {"values": [[1]]}}}], "run": [{"steps": 3}],
      "record": [{"of": "x", "variable": "spikes", "format": "counting", "name": "n", )" +
                                  member + "}]}",
                              r);
    REQUIRE(n.warnings().size() == 1);
    CHECK(contains(n.warnings()[0].message, "does not hold for spikes, which are events"));
    const TemporaryFolder out;
    bouton::RunOptions options;
    options.out = out.path();
    bouton::run(n, options);
    CHECK(out.read("n.txt") == "sss");
  }
}

TEST_CASE("state that a type shows with another number of values than it has units is an error, whenever it does") {
  const auto failure = [](int from) {
    const TemporaryFolder out;
    auto r = support::registry();
    r.add<Counting>();
    r.add<Misshapen>();
    auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "misshapen", "size": 3,
      "params": {"from": )" + std::to_string(from) +
                                  R"(}}], "run": [{"steps": 5}],
      "record": [{"of": "l", "variable": "v", "format": "counting", "params": {}}]})",
                              r);
    bouton::RunOptions options;
    options.out = out.path();
    return std::string(thrown<bouton::Error>([&] { bouton::run(n, options); }).what());
  };
  CHECK(failure(0) == "'l' shows 4 values of 'v' for its 3 units; its author has to mend its type's visit_state()");
  const auto later = failure(2);
  CHECK(
      contains(later, "failed at step 2: 'l' shows 4 values of 'v', and 3 when the run began; its author has to mend"));
}
