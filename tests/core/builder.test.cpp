#include <support/network.hpp>

using bouton::JsonText;
using bouton::NetworkBuilder;

namespace {

NetworkBuilder two_layers() {
  return NetworkBuilder("built", 5)
      .output("b")
      .synapse({.name = "w",
                .type = "plain",
                .from = {"a"},
                .to = "b",
                .weights = JsonText{R"({"distribution": "uniform", "low": 0, "high": 1, "density": 0.5})"}})
      .synapse({.name = "s", .type = "plain", .from = {"x"}, .to = "a", .weights = 0.5})
      .layer("b", "sum", 3)
      .layer("a", "threshold", 4)
      .input("x", 2);
}

std::vector<double> run(bouton::Network& n) {
  const std::vector<double> on{1, 1}, off{0, 0};
  std::vector<double> all;
  for (int t = 0; t < 6; ++t) {
    n.step({{"x", t % 2 ? off : on}});
    for (const double value : support::output(n, "b")) all.push_back(value);
  }
  return all;
}

}  // namespace

TEST_CASE("a network built in code, in any order, steps with live inputs") {
  auto r = support::registry();
  auto n = two_layers().build(r, support::options());
  CHECK(n.outputs() == std::vector<std::string>{"b"});
  const auto values = run(n);
  CHECK(*std::max_element(values.begin(), values.end()) > 0.0);
  int steps = 0;
  auto fed =
      NetworkBuilder().input("x", 1, {"rows", {{"values", bouton::Matrix{1, 1, {1}}}}}).build(r, support::options());
  fed.run(4, false, [&](const bouton::Network& at) { steps += static_cast<int>(at.output("x").values[0]); });
  CHECK(steps == 4);
}

TEST_CASE("a network that was written out and read back behaves the same, weights in the text or in files") {
  auto r = support::registry();
  auto n = two_layers().build(r, support::options());
  auto weights = n.weights("w");
  std::vector<double> doubled;
  for (const auto& entry : weights) doubled.push_back(2 * entry.value);
  n.set_weights("w", doubled);
  const auto wanted = run(n);

  auto again = support::network(n.to_json(), r);
  CHECK(run(again) == wanted);
  CHECK(again.weights("w") == n.weights("w"));

  const support::TemporaryFolder folder;
  n.save(folder.path() / "saved.json");
  auto from_file = bouton::Network::from_file(folder.path() / "saved.json", r, support::options());
  CHECK(run(from_file) == wanted);
  CHECK(from_file.weights("w") == n.weights("w"));
}

TEST_CASE("what is wrong with a network built in code has a pointer and no line") {
  auto r = support::registry();
  auto builder = two_layers().layer("c", "summ", 3);
  try {
    builder.build(r, support::options());
    FAIL("nothing was thrown");
  } catch (const bouton::InvalidNetwork& invalid) {
    CHECK(support::contains(invalid.what(), "(built in code): /layers/2/type: no neuron type 'summ'"));
  }
}

TEST_CASE("a layer can be fed without a synapse; a name that does not exist is named with the nearest") {
  auto r = support::registry();
  auto n = NetworkBuilder().input("x", 2).layer("l", "sum", 2).connect("x", "l").build(r, support::options());
  const std::vector<double> values{3, 4};
  n.step({{"x", values}});
  CHECK(support::output(n, "l") == values);
  CHECK_THROWS_WITH_AS(NetworkBuilder().layer("long", "sum", 2).connect("x", "lang").json(),
                       "connect: no layer is named 'lang'; did you mean 'long'?", bouton::UnknownName);
}

TEST_CASE("weights of another number than the synapse has are refused, with both numbers") {
  auto r = support::registry();
  auto n = two_layers().build(r, support::options());
  const std::vector<double> too_few{1, 2};
  CHECK_THROWS_WITH_AS(n.set_weights("s", too_few), "weights of 's': 2 values, wanted 8", bouton::SizeMismatch);
}

TEST_CASE("the Heaviside function is 0 at 0") {
  static_assert(bouton::heaviside(0.0) == 0.0 && bouton::heaviside(-1.0) == 0.0 && bouton::heaviside(1e-300) == 1.0);
  CHECK(bouton::heaviside(2.0) == 1.0);
}

TEST_CASE("a phase or a list of phases can be repeated") {
  auto r = support::registry();
  const auto count = [&](const std::string& phases) {
    const support::TemporaryFolder folder;
    auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
        "params": {"values": [[1]]}}}], "run": )" +
                                  phases + "}",
                              r);
    bouton::RunOptions run_options;
    run_options.out = folder.path();
    bouton::run(n, run_options);
    return n.steps();
  };
  CHECK(count(R"([{"steps": 3, "repeat": 4}])") == 12);
  CHECK(count(R"([{"repeat": 2, "run": [{"steps": 3}, {"reset": true}, {"repeat": 3, "run": [{"steps": 1}]}]}])") ==
        12);
}

TEST_CASE("two networks are saved in one folder, which may be moved, whatever their synapses are named") {
  auto r = support::registry();
  const support::TemporaryFolder folder;
  const auto make = [&](double weight) {
    return NetworkBuilder()
        .input("x", 2)
        .layer("l", "sum", 2)
        .synapse({.name = "../evil", .type = "plain", .from = {"x"}, .to = "l", .weights = weight})
        .synapse({.name = "..?evil", .type = "plain", .from = {"x"}, .to = "l", .weights = 2 * weight})
        .build(r, support::options());
  };
  make(1.0).save(folder.path() / "here" / "one.json");
  make(8.0).save(folder.path() / "here" / "other.json");
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) files.push_back(entry.path().filename().string());
  std::ranges::sort(files);
  CHECK(files == std::vector<std::string>{"one..._evil-2.weights.csv", "one..._evil.weights.csv", "one.json",
                                          "other..._evil-2.weights.csv", "other..._evil.weights.csv", "other.json"});
  std::filesystem::rename(folder.path() / "here", folder.path() / "there");
  auto n = bouton::Network::from_file(folder.path() / "there" / "one.json", r, support::options());
  n.step({{"x", std::vector<double>{1, 0}}});
  CHECK(support::output(n, "l") == std::vector<double>{3, 3});
}

TEST_CASE("a synapse without any weight is saved and read back") {
  auto r = support::registry();
  const support::TemporaryFolder folder;
  NetworkBuilder()
      .input("x", 2)
      .layer("l", "sum", 2)
      .synapse({.name = "w", .type = "plain", .from = {"x"}, .to = "l", .weights = JsonText{R"({"entries": []})"}})
      .build(r, support::options())
      .save(folder.path() / "n.json");
  CHECK(bouton::Network::from_file(folder.path() / "n.json", r, support::options()).weights("w").empty());
}

TEST_CASE("a builder has all that a network file has") {
  auto r = support::registry();
  auto n = NetworkBuilder()
               .input("x", 1, {"rows", {{"values", bouton::Matrix{3, 1, {1, 0, 0}}}}})
               .layer("a", "sum", 1)
               .layer("b", "sum", 1)
               .connect("x", "a", "", 2)
               .synapse({.name = "w", .type = "plain", .from = {"x"}, .to = "b", .weights = 1.0, .delays = {1}})
               .synapse({.name = "v", .type = "plain", .from = {"x"}, .to = "b", .weights = 10.0, .delay_ms = 2.0})
               .run({R"({"steps": 2})"})
               .run({R"({"steps": 1, "name": "last"})"})
               .build(r, support::options());
  const support::TemporaryFolder folder;
  bouton::RunOptions options;
  options.out = folder.path();
  const auto done = bouton::run(n, options);
  CHECK(done.phases.size() == 2);
  CHECK(support::output(n, "a") == std::vector<double>{1});
  CHECK(support::output(n, "b") == std::vector<double>{10});
  CHECK(support::contains(NetworkBuilder().record({R"({"of": "x", "variable": "output"})"}).json(), "\"record\""));
}

TEST_CASE("JSON that is given in code and is none says where") {
  try {
    NetworkBuilder().run({R"({"steps": })"});
    FAIL("nothing was thrown");
  } catch (const bouton::InvalidNetwork& invalid) {
    CHECK(
        support::contains(invalid.what(), "(JSON given in code): '{\"steps\": }', at character 11: is not valid JSON"));
    CHECK(std::string(invalid.what()).find("[json.exception") == std::string::npos);
  }
}
