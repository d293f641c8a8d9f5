#include <array>

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
  CHECK(err({"run", "net.json", "--stesp", "5"}) == "'bouton run' has no option '--stesp'; did you mean '--steps'?\n");
  CHECK(err({"run", "net.json", "--stesp=5"}) == "'bouton run' has no option '--stesp'; did you mean '--steps'?\n");
  CHECK(err({"run", "--stesp"}) == "'bouton run' has no option '--stesp'; did you mean '--steps'?\n");
  CHECK(err({"plugins", "--plugin-pth", "."}) ==
        "'bouton plugins' has no option '--plugin-pth'; did you mean '--plugin-path'?\n");
  CHECK(err({"--verbos", "plugins"}) == "there is no option '--verbos'; did you mean '--verbose'?\n");
  CHECK(err({"schema", "more"}) == "'more' is one argument too many; see 'bouton schema --help'\n");
}

TEST_CASE("every command says what is wrong with an option that it does not have") {
  const Workplace w;
  for (const std::string command :
       {"run", "rerun", "validate", "graph", "plugins", "inspect", "schema", "new-plugin", "check-plugin"})
    for (const std::string option : {"--zzzzzzzzz", "-z"}) {
      CAPTURE(command);
      const auto result = w.run({command, option});
      CHECK(result.status == 2);
      CHECK(result.out == "");
      CHECK(result.err ==
            "'bouton " + command + "' has no option '" + option + "'; see 'bouton " + command + " --help'\n");
    }
}

TEST_CASE("an option in the wrong place, without its value or with one too many is told as such") {
  const Workplace w;
  w.write("net.json", network_text());
  for (const auto& call : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{}, "a command is missing; there is run, rerun, "},
           {{"--verbose"}, "a command is missing; there is run, rerun, "},
           {{"--steps", "5", "run", "net.json"},
            "'--steps' is an option of 'bouton run', and comes behind the command"},
           {{"validate", "net.json", "--threads", "2"},
            "'bouton validate' has no option '--threads', which 'bouton run', 'bouton graph' have; see 'bouton "
            "validate --help'"},
           {{"run", "net.json", "--steps"}, "'--steps' wants a value; for example --steps N"},
           {{"run", "net.json", "--out", "--quiet"}, "'--out' wants a value, and '--quiet' follows; for example --out"},
           {{"run", "net.json", "--quiet=yes"}, "'--quiet' takes no value; see 'bouton run --help'"},
           {{"run"}, "'bouton run' wants NET.json, which is missing; see 'bouton run --help'"},
           {{"new-plugin", "neuron"}, "'bouton new-plugin' wants NAME, which is missing"},
           {{"net.json"}, "there is no command 'net.json'; did you mean 'bouton run net.json'?"},
           {{"zzzzzzzzz"}, "there is no command 'zzzzzzzzz'; there is run, rerun, "},
           {{"run", "--", "--quiet"}, "--quiet: there is no such file"},
       }) {
    CAPTURE(call.second);
    const auto result = w.run(call.first);
    CHECK(result.status == 2);
    CHECK(result.out == "");
    CHECK(contains(result.err, call.second));
    CHECK(program::lines(result.err).size() == 1);
  }
}

TEST_CASE("a number may begin with a minus, and help is shown whatever else is missing") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(contains(w.run({"run", "net.json", "--steps", "-5"}).err, "--steps: '-5' is no whole number from 0 to "));
  for (const auto& words : std::vector<std::vector<std::string>>{{"run", "--help"}, {"--help"}, {"run", "-h"}}) {
    const auto result = w.run(words);
    CHECK(result.status == 0);
    CHECK(contains(result.out, "bouton"));
  }
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

TEST_CASE("'new-plugin' refuses a name that CMake or the plugin's test uses, and a kind that there is not") {
  const Workplace w;
  for (const auto& call : std::vector<std::array<std::string, 3>>{
           {"neuron", "test", "'test' cannot be the name of a plugin: CMake uses that name itself"},
           {"neuron", "all", "CMake uses that name itself"},
           {"synapse", "list_install_components", "take for example 'my_list_install_components'"},
           {"recorder", "bouton", "CMake uses that name itself"},
           {"synapse", "follower", "the plugin's test uses that name itself; take for example 'my_follower'"},
           {"neuron", "Lif", "small letters, digits and '_', a letter first"},
           {"neuron", std::string(101, 'n'), "it has 101 letters"},
           {"nueron", "x", "there is no kind 'nueron'; did you mean 'neuron'?"},
           {"plugin", "x", "there is no kind 'plugin'; there is neuron, synapse, generator, "},
       }) {
    CAPTURE(call[1]);
    const auto result = w.run({"new-plugin", call[0], call[1]});
    CHECK(result.status == 2);
    CHECK(contains(result.err, call[2]));
    CHECK_FALSE(std::filesystem::exists(w.path() / call[1]));
  }
}

TEST_CASE("'new-plugin' has a template for each kind, filled in with the name") {
  const Workplace w;
  for (const std::string kind : {"neuron", "synapse", "generator", "transform", "recorder", "data_set"}) {
    CAPTURE(kind);
    const auto name = "my_" + kind;
    CHECK(w.run({"new-plugin", kind, name}).status == 0);
    for (const auto& file : {name + ".cpp", name + ".test.cpp", std::string("network.json"),
                             std::string("CMakeLists.txt"), std::string("README.md")}) {
      const auto text = w.read(name + "/" + file);
      CHECK(contains(text, name));
      CHECK(text.find("@") == std::string::npos);
    }
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

TEST_CASE("an option whose value may be left out takes what follows only if that is a number") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(contains(w.run({"run", "--serve", "x", "net.json"}).err, "'net.json' is one argument too many"));
  CHECK(contains(w.run({"run", "--serve", "99999", "net.json"}).err, "'99999' is no whole number from 0 to 65535"));
  CHECK(contains(w.run({"run", "net.json", "--serve=x"}).err, "'x' is no whole number from 0 to 65535"));
  CHECK(contains(w.run({"run", "net.json", "--paused"}).err, "--serve"));
  CHECK(contains(w.run({"run", "net.json", "--serve-address", "127.0.0.1"}).err, "--serve"));
}
