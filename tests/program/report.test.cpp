#include "program.hpp"

using program::contains;
using program::Workplace;

namespace {

/// A folder with the outputs of a run.
void run_into_out(const Workplace& place, const std::string& more = R"("run": [{"steps": 20}])") {
  place.write("net.json", program::network_text(more));
  REQUIRE(place.run({"run", "net.json", "--quiet"}).status == 0);
}

std::string page_of(const Workplace& place, const std::string& folder = "out") {
  const auto outcome = place.run({"report", folder});
  CHECK(outcome.err == "");
  CHECK(outcome.status == 0);
  return place.read(folder + "/report.html");
}

}  // namespace

TEST_CASE("a report is a page beside the outputs, or where -o says, and the program says where") {
  const Workplace place;
  run_into_out(place);
  const auto beside = place.run({"report", "out"});
  CHECK(beside.status == 0);
  CHECK(beside.out == (std::filesystem::canonical(place.path()) / "out/report.html\n").string());
  CHECK(place.run({"report", "out/run.json", "-o", "page.html", "--quiet"}).out == "");
  CHECK(place.read("page.html") == place.read("out/report.html"));
  CHECK(place.read("page.html").starts_with("<!DOCTYPE html>"));
}

TEST_CASE("run --report makes the same page as report") {
  const Workplace place;
  place.write("net.json", program::network_text());
  const auto outcome = place.run({"run", "net.json", "--report"});
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "out/report.html\n"));
  const auto page = place.read("out/report.html");
  CHECK(page == page_of(place));
}

TEST_CASE("a page loads nothing, and no text of a file can end the element that holds its data") {
  const Workplace place;
  run_into_out(place, R"("run": [{"steps": 20, "name": "</script><script>alert(1)</script>"}])");
  const auto page = page_of(place);
  CHECK(contains(page, "default-src 'none'"));
  CHECK(page.find("alert(1)</script>") == page.npos);
  CHECK(contains(page, "\\u003c/script>\\u003cscript>alert(1)"));
  CHECK(page.find("src=\"http") == page.npos);
}

TEST_CASE("what is no folder of a run is wrong input") {
  const Workplace place;
  const auto missing = place.run({"report", "nowhere"});
  CHECK(missing.status == 2);
  CHECK(contains(missing.err, "DIR: there is no folder nowhere; name one that 'bouton run' wrote to"));
  std::filesystem::create_directory(place.path() / "empty");
  const auto empty = place.run({"report", "empty"});
  CHECK(empty.status == 2);
  CHECK(contains(empty.err, "DIR: there is no run.json in empty"));
}

TEST_CASE("a damaged run.json is wrong input, with the place") {
  const Workplace place;
  run_into_out(place);
  const auto whole = place.read("out/run.json");
  const auto refusal = [&] {
    const auto outcome = place.run({"report", "out"});
    CHECK(outcome.status == 2);
    return outcome.err;
  };
  place.write("out/run.json", whole.substr(0, whole.size() / 2));
  CHECK(contains(refusal(), "out/run.json:"));
  place.write("out/run.json", "[1, 2]");
  CHECK(contains(refusal(), "is no run.json: wanted an object with 'bouton_run'"));
  place.write("out/run.json", R"({"bouton_run": 7})");
  CHECK(contains(refusal(), "/bouton_run: version 7; this program reads version 1"));
  place.write("out/run.json", R"({"bouton_run": 1, "steps_done": 1, "network": [1]})");
  CHECK(contains(refusal(), "/network: wanted an object, found an array"));
  place.write("out/run.json", R"({"bouton_run": 1, "steps_done": 1, "network": {"inputs": [{"name": 5}], "dt": "x"}})");
  CHECK(contains(refusal(), "is not as a run writes it"));
}

TEST_CASE("missing and changed outputs are named on the page, and what is left is shown") {
  const Workplace place;
  run_into_out(place);
  place.write("out/x.spikes.csv", place.read("out/x.spikes.csv") + "19,2\n");
  auto page = page_of(place);
  CHECK(contains(page, "x.spikes.csv is no longer what the run wrote"));
  std::filesystem::remove(place.path() / "out/x.spikes.csv");
  page = page_of(place);
  CHECK(contains(page, "x.spikes.csv is missing"));
  CHECK(contains(page, "recorded nothing that can be shown"));
}

TEST_CASE("a recording that is damaged is named on the page with the reason") {
  const Workplace place;
  run_into_out(place);
  place.write("out/x.spikes.csv", "step,index\n3,1\nmoo\n");
  CHECK(contains(page_of(place), "x.spikes.csv:3"));
  place.write("out/x.spikes.csv", "step,index\n500,1\n");
  CHECK(contains(page_of(place), "it has spikes in step 500, but steps from 0 to before 20 were recorded"));
}

TEST_CASE("a run without recordings has a page that says what to add") {
  const Workplace place;
  place.write("net.json", R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "poisson",
    "params": {"rate": 0.5}}}], "run": [{"steps": 5}]})");
  REQUIRE(place.run({"run", "net.json", "--quiet"}).status == 0);
  CHECK(contains(page_of(place), "recorded nothing that can be shown. Add for example"));
}

TEST_CASE("a run that failed has a report of what it did until then") {
  const Workplace place;
  place.write("net.json", R"({"bouton": 1,
    "inputs": [{"name": "x", "size": 1, "source": {"type": "constant", "params": {"value": 1e308}}}],
    "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 1, "refr": false, "v0": 1e308}}],
    "synapses": [{"name": "w", "type": "static", "from": "x", "to": "l", "weights": [[1e308]]}],
    "record": [{"of": "l", "variable": "v"}], "run": [{"steps": 2000}]})");
  REQUIRE(place.run({"run", "net.json", "--quiet"}).status == 1);
  const auto page = page_of(place);
  CHECK(contains(page, "\"failed\":{\"step\":"));
  CHECK(contains(page, "\"kind\":\"traces\""));
}
