#include "program.hpp"

using program::contains;
using program::network_text;
using program::Workplace;

TEST_CASE("a misspelt option is named, and the nearest one with it") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto err = [&](const std::vector<std::string>& words) {
    const auto result = w.run(words);
    CHECK(result.status == 2);
    CHECK(result.out == "");
    return result.err;
  };
  CHECK(err({"run", "net.json", "--stesp", "5"}) == "there is no option '--stesp'; did you mean '--steps'?\n");
  CHECK(err({"run", "net.json", "--stesp=5"}) == "there is no option '--stesp'; did you mean '--steps'?\n");
  CHECK(err({"plugins", "--plugin-pth", "."}) == "there is no option '--plugin-pth'; did you mean '--plugin-path'?\n");
  CHECK(err({"schema", "--zzzzzzzzz"}) == "there is no option '--zzzzzzzzz'; see 'bouton schema --help'\n");
  CHECK(err({"schema", "more"}) == "'more' is one argument too many; see 'bouton schema --help'\n");
}

TEST_CASE("an option that may be repeated takes one value, so that the file may follow it") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(w.run({"run", "--set", "/seed=1", "--set", "/seed=2", "net.json"}).status == 0);
  CHECK(w.run({"validate", "--plugin-path", ".", "net.json"}).status == 0);
  CHECK(w.run({"validate", "--plugin-path=.", "net.json"}).status == 0);
  CHECK(w.run({"--plugin-path", ".", "validate", "net.json"}).status == 0);
}

TEST_CASE("output that cannot be written is a failure with one sentence") {
  const Workplace w;
  w.write("net.json", network_text());
  for (const auto& words : std::vector<std::vector<std::string>>{{"plugins"},
                                                                 {"plugins", "--json"},
                                                                 {"plugins", "--scan"},
                                                                 {"inspect", "poisson"},
                                                                 {"schema"},
                                                                 {"validate", "net.json"}}) {
    CAPTURE(words[0]);
    const auto result = w.finish(w.start(words, nullptr, "/dev/full"));
    CHECK(result.status == 1);
    CHECK(result.err == "the standard output could not be written: No space left on device\n");
  }
}

TEST_CASE("'new-plugin' refuses the name of a type that is there") {
  const Workplace w;
  const auto result = w.run({"new-plugin", "generator", "poisson"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "there is a generator type 'poisson' already, in " BOUTON_BUILT_PLUGINS));
  CHECK(contains(result.err, "; choose another name"));
  CHECK_FALSE(std::filesystem::exists(w.path() / "poisson"));
  CHECK(w.run({"new-plugin", "generator", "poisson_of_mine"}).status == 0);
}
