#include <nlohmann/json.hpp>

#include <support/edit.hpp>
#include <support/log_recorder.hpp>
#include <support/samples.hpp>

using Json = nlohmann::json;
using support::TemporaryFolder;

namespace {

/// Publishes the larger of its two ports' sums, plus a matrix's and a file's share.
class TwoPorts final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<TwoPorts>& d) {
    d.type("two_ports", "has all kinds of parameters").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.port("exc", "anything");
    d.port("inh", "anything");
    d.parameter("offset", &TwoPorts::offset_, "one per unit").default_value(0);
    d.parameter("group.own", &TwoPorts::own_, "unit to unit").row_per_unit().column_per_unit();
    d.parameter("file", &TwoPorts::file_, "read by nobody").default_value("");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = in.port(0)[k] - in.port(1)[k] + offset_[k] + own_.at(slice().begin + k, 0);
  }

 private:
  bouton::PerUnit offset_;
  bouton::Matrix own_;
  std::filesystem::path file_;
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<support::Level>();
  r.add<support::Log>();
  r.add<TwoPorts>();
  return r;
}

/// Leaves unsaid what can be, and gives every file by a relative path.
const std::string terse = R"({"bouton": 1,
  "data": [{"name": "train", "type": "samples"}],
  "inputs": [{"name": "x", "size": 2, "source": {"type": "level", "params": {"values": {"data": "pixels"}}}}],
  "layers": [
    {"name": "l", "type": "two_ports", "size": 2, "params": {"offset": {"file": "v.csv"}, "group": {"own": {"file": "m.csv"}}}},
    {"name": "t", "type": "threshold", "size": 2, "input": "l"},
    {"name": "s", "type": "sum", "size": 2, "input": [{"from": "x"}, "t"]}],
  "synapses": [
    {"name": "a", "type": "plain", "from": "x", "to": "l", "syn_type": "inh", "weights": {"constant": 1}},
    {"name": "b", "type": "plain", "from": "t", "to": "l", "port": "exc", "weights": {"file": "m.csv"}},
    {"name": "c", "type": "plain", "from": "l", "to": "l", "port": "exc", "delay_ms": 2, "weights": {"constant": 1},
     "connect": {"rule": "fixed_indegree", "indegree": 1}}],
  "record": [{"of": "s", "variable": "output", "format": "log"}],
  "readout": {"of": "t", "rule": "spike_count"},
  "run": [{"steps": 2},
          {"repeat": 2, "run": [{"steps": 1}, {"reset": true, "learn": false}]},
          {"steps": 3, "set": {"l": {"offset": {"file": "v.csv"}, "file": "any"}}},
          {"steps": 1, "trials": {"data": "train", "from": 1}}]
})";

void write_files(const TemporaryFolder& folder) {
  folder.write("net.json", terse);
  folder.write("v.csv", "1,2\n");
  folder.write("m.csv", "1,0\n0,1\n");
}

/// What a run records.
std::string log_of(bouton::Network& network, const TemporaryFolder& folder) {
  bouton::RunOptions options;
  options.out = folder.path();
  support::Log::log.clear();
  bouton::run(network, options);
  return support::Log::log;
}

}  // namespace

TEST_CASE("the description of a network has every default, and runs the same from another folder") {
  const TemporaryFolder folder, other;
  write_files(folder);
  auto r = registry();
  auto network = bouton::Network::from_file(folder.path() / "net.json", r, support::options());
  const auto text = network.described();
  const auto root = Json::parse(text);

  const auto full = [&](const char* pointer, const Json& wanted) {
    CAPTURE(std::string(pointer));
    const auto& found = root.at(Json::json_pointer(pointer));
    CHECK(found == wanted);
  };
  const auto v = (folder.path() / "v.csv").string(), m = (folder.path() / "m.csv").string();
  full("/name", "net");
  full("/seed", 1);
  full("/dt", 1.0);
  full("/data/0/params/classes", 2);
  full("/inputs/0/source/params/values",
       {{"data", "pixels"}, {"scale", 1.0}, {"hold_in_flush", false}, {"learning_only", false}});
  full("/inputs/0/source/params/group/inner", 0.0);
  full("/layers/0/params", {{"offset", {{"file", v}}}, {"group", {{"own", {{"file", m}}}}}});
  full("/layers/1/input", {{"from", "l"}, {"port", "in"}, {"delay", 1}});
  full("/layers/2/input",
       {{{"from", "x"}, {"port", "in"}, {"delay", 0}}, {{"from", "t"}, {"port", "in"}, {"delay", 1}}});
  full("/synapses/0", {{"name", "a"},
                       {"type", "plain"},
                       {"from", "x"},
                       {"to", "l"},
                       {"port", "inh"},
                       {"syn_type", "inh"},
                       {"dtype", "float64"},
                       {"delay", 0},
                       {"weights", {{"constant", 1}}},
                       {"connect", {{"rule", "all_to_all"}, {"autapses", true}}}});
  full("/synapses/1", {{"name", "b"},
                       {"type", "plain"},
                       {"from", "t"},
                       {"to", "l"},
                       {"port", "exc"},
                       {"syn_type", "hybrid"},
                       {"dtype", "float64"},
                       {"delay", 1},
                       {"weights", {{"file", m}}}});
  full("/synapses/2", {{"name", "c"},
                       {"type", "plain"},
                       {"from", "l"},
                       {"to", "l"},
                       {"port", "exc"},
                       {"syn_type", "hybrid"},
                       {"dtype", "float64"},
                       {"delay_ms", 2},
                       {"weights", {{"constant", 1}}},
                       {"connect", {{"rule", "fixed_indegree"}, {"indegree", 1}, {"autapses", true}}}});
  full("/record/0", {{"of", "s"},
                     {"variable", "output"},
                     {"name", "s.output"},
                     {"format", "log"},
                     {"every", 1},
                     {"when", "every"},
                     {"params", {{"throws_in", ""}}}});
  full("/readout", {{"of", "t"}, {"rule", "spike_count"}, {"ties", "lowest"}, {"target", "label"}});
  full("/run/0", {{"name", "0"}, {"steps", 2}, {"learn", true}, {"reset", false}, {"repeat", 1}});
  full("/run/1/repeat", 2);
  full("/run/1/run/0/name", "1");
  full("/run/1/run/1", {{"name", "2"}, {"steps", 0}, {"learn", false}, {"reset", true}, {"repeat", 1}});
  full("/run/2/name", "5");
  full("/run/2/set/l", {{"offset", {{"file", v}}}, {"file", (folder.path() / "any").string()}});
  full("/run/3", {{"name", "6"},
                  {"steps", 1},
                  {"learn", true},
                  {"reset", "state"},
                  {"flush", 0},
                  {"repeat", 1},
                  {"trials", {{"data", "train"}, {"from", 1}, {"count", 1}}}});

  auto again = bouton::Network::from_text(text, other.path() / "run.json", r, support::options());
  CHECK(again.described() == text);
  const auto recorded = log_of(network, other);
  CHECK(recorded.find("s.output 7: ") != std::string::npos);
  CHECK(log_of(again, other) == recorded);
}

TEST_CASE("a network that is saved elsewhere keeps the files that its parameters and phases name") {
  const TemporaryFolder folder, other;
  write_files(folder);
  auto r = registry();
  bouton::Network::from_file(folder.path() / "net.json", r, support::options()).save(other.path() / "saved.json");
  const auto saved = Json::parse(other.read("saved.json"));
  const auto v = (folder.path() / "v.csv").string();
  CHECK(saved["layers"][0]["params"]["offset"]["file"] == v);
  CHECK(saved["run"][2]["set"]["l"]["offset"]["file"] == v);
  CHECK(bouton::Network::validate(other.path() / "saved.json", r, support::options()).empty());
}
