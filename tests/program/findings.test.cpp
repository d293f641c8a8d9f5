#include <sys/resource.h>

#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

namespace {

/// What `run` says of a file that it must refuse: one line.
std::string finding(const Workplace& w, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"run", "net.json"};
  words.insert(words.end(), more.begin(), more.end());
  const auto result = w.run(words);
  CHECK(result.status == 2);
  CHECK(result.out == "");
  CHECK(lines(result.err).size() == 1);
  return result.err;
}

std::string finding(const std::string& text) {
  const Workplace w;
  w.write("net.json", text);
  return finding(w);
}

/// The network with one piece of its text replaced.
std::string with(const std::string& piece, const std::string& other) {
  auto text = network_text();
  const auto at = text.find(piece);
  REQUIRE(at != std::string::npos);
  return text.replace(at, piece.size(), other);
}

}  // namespace

TEST_CASE("a missing file, a folder and an empty file are told apart") {
  CHECK(finding(Workplace()) == "net.json: there is no such file; check the path\n");
  const Workplace w;
  std::filesystem::create_directory(w.path() / "net.json");
  CHECK(finding(w) == "net.json: is a folder; wanted a file\n");
  CHECK(contains(finding(""), "net.json:1:1: the file is empty; a network begins with {\"bouton\": 1"));
  CHECK(contains(finding(" \n\t\n"), "net.json:1:1: the file is empty"));
}

TEST_CASE("JSON that cannot be read is reported with its line and column") {
  CHECK(contains(finding("{\n  \"bouton\": 1,\n  \"inputs\": [}\n"), "net.json:3:14: is not valid JSON: "));
  CHECK(contains(finding("{\"bouton\": 1\n"), "net.json:2:1: is not valid JSON: "));
  CHECK(contains(finding("nonsense"), "net.json:1:2: is not valid JSON: "));
}

TEST_CASE("bytes that are no text are refused") {
  CHECK(contains(finding(std::string("\x7f"
                                     "ELF\0\0\xff",
                                     7)),
                 "net.json: holds a zero byte, as UTF-16 or a binary file does; save it as UTF-8"));
}

TEST_CASE("a misspelt key is reported where it stands, with what was meant") {
  CHECK(finding(with("\"size\": 3", "\"size\": 3, \"sorce\": 1")) ==
        "net.json:2:39: /inputs/0/sorce: unknown key 'sorce'; did you mean 'source'?\n");
  CHECK(contains(
      finding(with("\"rate\": 0.5", "\"rate\": 0.5, \"scal\": 1")),
      "net.json:2:93: /inputs/0/source/params/scal: 'poisson' has no parameter 'scal'; did you mean 'scale'?"));
}

TEST_CASE("a misspelt type is reported with the type that was meant") {
  CHECK(contains(finding(with("poisson", "poison")),
                 "net.json:2:50: /inputs/0/source/type: no generator type 'poison'; did you mean 'poisson'?"));
}

TEST_CASE("a value that is out of range is reported with the range, be it from the file or from --set") {
  CHECK(finding(with("0.5", "1.5")) ==
        "net.json:2:80: /inputs/0/source/params/rate: 'rate' is 1.5; it must be >= 0 and <= 1\n");
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(contains(finding(w, {"--set", "/inputs/0/source/params/rate=-1"}),
                 "/inputs/0/source/params/rate: 'rate' is -1; it must be >= 0 and <= 1"));
}

TEST_CASE("a --set that leads nowhere is named") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(finding(w, {"--set", "/layer/0/params/tau=5"}) ==
        "--set /layer/0/params/tau=5: there is no '/layer/0/params' in net.json\n");
  CHECK(contains(finding(w, {"--set", "/inputs/7/size=5"}),
                 "--set /inputs/7/size=5: there is no '/inputs/7' in net.json"));
}

TEST_CASE("an input that nothing feeds is a finding") {
  CHECK(contains(finding(with(R"(, "source": {"type": "poisson", "params": {"rate": 0.5}})", "")),
                 "net.json:2:14: /inputs/0: input 'x' has no 'source'"));
}

TEST_CASE("everything that is wrong is told at once, a line each, in the order of the file") {
  const Workplace w;
  w.write("net.json", R"({ "bouton": 1,
  "inputs": [{"name": "x", "size": 0, "source": {"type": "poisson", "params": {"rate": 2}}}],
  "record": [{"of": "y", "variable": "spikes"}],
  "runs": []
}
)");
  for (const char* command : {"run", "validate"}) {
    const auto result = w.run({command, "net.json"});
    CHECK(result.status == 2);
    CHECK(result.out == "");
    const auto found = lines(result.err);
    REQUIRE(found.size() == 4);
    CHECK(contains(found[0], "net.json:2:28: /inputs/0/size: 'size' is 0"));
    CHECK(contains(found[1], "net.json:2:80: /inputs/0/source/params/rate: 'rate' is 2"));
    CHECK(contains(found[2], "net.json:3:15: /record/0/of: nothing is named 'y'"));
    CHECK(contains(found[3], "net.json:4:3: /runs: unknown key 'runs'; did you mean 'run'?"));
  }
}

TEST_CASE("a file without a mistake is valid, and validating it writes nothing") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto result = w.run({"validate", "net.json"});
  CHECK(result.status == 0);
  CHECK(result.out == "net.json is valid\n");
  CHECK(result.err == "");
  CHECK_FALSE(std::filesystem::exists(w.path() / "out"));
}

TEST_CASE("'validate' and 'run' refuse the same names of recordings, and as many of them") {
  const Workplace w;
  const auto text = [](const std::string& records) {
    return R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
               "record": [)" +
           records + R"(], "run": [{"steps": 2}]})";
  };
  const auto refused = [&](const std::string& record, const std::string& message) {
    w.write("net.json", text(record));
    for (const auto& words : {std::vector<std::string>{"validate", "net.json"}, {"run", "net.json", "--quiet"}}) {
      CAPTURE(words[0]);
      const auto result = w.run(words);
      CHECK(result.status == 2);
      CHECK(contains(result.err, message));
    }
    CHECK_FALSE(std::filesystem::exists(w.path() / "out"));
  };
  const auto named = [](const std::string& name) {
    return R"({"name": ")" + name + R"(", "of": "x", "variable": "spikes"})";
  };
  refused(named(std::string(201, 'n')),
          "/record/0/name: the name has 201 bytes, and a file is named after it; give the recording a 'name' of at "
          "most 200");
  for (const char* name : {"..", "a/b", "../b"}) refused(named(name), "cannot be the name of a file");

  std::string many;
  for (int i = 0; i < 100; ++i) many += (i == 0 ? "" : ", ") + named("n" + std::to_string(i));
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit few{120, limit.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  refused(many,
          "/record: 100 recordings hold as many files open, and this process may open 120; record less, or "
          "allow more with 'ulimit -n 132'");
  setrlimit(RLIMIT_NOFILE, &limit);
  CHECK(w.run({"run", "net.json", "--quiet"}).status == 0);
  w.write("net.json", text(named(std::string(200, 'n')) + ", " + named("a") + ", " + named("A")));
  CHECK(w.run({"run", "net.json", "--quiet"}).status == 0);
}
