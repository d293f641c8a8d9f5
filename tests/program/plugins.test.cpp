#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

namespace {

/// The lines that `plugins` prints below a folder.
std::vector<std::string> below(const std::string& out, const std::filesystem::path& folder) {
  std::vector<std::string> result;
  bool is_inside = false;
  for (const auto& line : lines(out)) {
    if (!line.starts_with("  "))
      is_inside = line == folder.string();
    else if (is_inside)
      result.push_back(line);
  }
  return result;
}

}  // namespace

TEST_CASE("'plugins' lists each library with its types, versions and authors") {
  const auto result = Workplace().run({"plugins"});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(contains(result.out, "poisson.bouton.so"));
  CHECK(contains(result.out, "generator poisson 1.0 (Bouton)"));
}

TEST_CASE("'plugins' lists a refused library with the reason, and the others too") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  w.write("no_plugin.so", "only *.bouton.so are looked at\n");
  const auto result = w.run({"plugins", "--plugin-path", "."});
  CHECK(result.status == 0);
  const auto listed = below(result.out, std::filesystem::canonical(w.path()));
  REQUIRE(listed.size() == 1);
  CHECK(contains(listed[0], "x.bouton.so"));
  CHECK(contains(listed[0], "REFUSED: is not a shared library; build the plugin with bouton_add_plugin"));
  CHECK(contains(result.out, "generator poisson"));
}

TEST_CASE("a link to a library is listed in the folder where the link is") {
  const Workplace w;
  std::filesystem::create_symlink(std::filesystem::path(BOUTON_BUILT_PLUGINS) / "poisson.bouton.so",
                                  w.path() / "poisson.bouton.so");
  const auto listed = below(w.run({"plugins", "--plugin-path", "."}).out, std::filesystem::canonical(w.path()));
  REQUIRE(listed.size() == 1);
  CHECK(contains(listed[0], "generator poisson"));
}

TEST_CASE("a network that needs a refused library says why it was refused") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  w.write("net.json", network_text());
  const auto result = w.run({"run", "net.json", "--plugin-path", ".", "--set", "/inputs/0/source/type=x"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "no generator type 'x'"));
  CHECK(contains(result.err, "x.bouton.so was refused: it is not a shared library"));
}

TEST_CASE("a refused library leaves the others usable") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  w.write("net.json", network_text());
  CHECK(w.run({"run", "net.json", "--plugin-path", "."}).status == 0);
}

TEST_CASE("a library that the file names and that is missing or refused is a finding") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  w.write("net.json", network_text(R"("plugins": ["./y.bouton.so", "./x.bouton.so"])"));
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 2);
  const auto found = lines(result.err);
  REQUIRE(found.size() == 2);
  CHECK(contains(found[0], "net.json:4:15: /plugins/0: "));
  CHECK(contains(found[0], "y.bouton.so: "));
  CHECK(contains(found[1], "net.json:4:32: /plugins/1: "));
  CHECK(contains(found[1], "x.bouton.so: is not a shared library"));
}

TEST_CASE("a library that an earlier folder has is listed as passed over") {
  const Workplace w;
  std::filesystem::copy_file(std::filesystem::path(BOUTON_BUILT_PLUGINS) / "poisson.bouton.so",
                             w.path() / "poisson.bouton.so");
  const auto result = w.run({"plugins", "--plugin-path", "."});
  CHECK(contains(result.out, "passed over: " + (std::filesystem::canonical(w.path()) / "poisson.bouton.so").string() +
                                 " came first"));
}

TEST_CASE("'plugins' tells of libraries one folder deeper than a folder that is searched") {
  const Workplace w;
  const auto deeper = std::filesystem::canonical(w.path()) / "deeper";
  std::filesystem::create_directory(deeper);
  CHECK(below(w.run({"plugins", "--plugin-path", "."}).out, deeper.parent_path()).empty());
  std::filesystem::copy_file(BOUTON_BUILT_PLUGINS "/poisson.bouton.so", deeper / "poisson.bouton.so");
  CHECK(below(w.run({"plugins", "--plugin-path", "."}).out, deeper.parent_path()) ==
        std::vector<std::string>{"  there are plugins in " + deeper.string() +
                                 ", which is not searched; name it itself"});
  CHECK(below(w.run({"plugins", "--plugin-path", ".", "--plugin-path", "deeper"}).out, deeper.parent_path()).empty());
  CHECK(contains(w.run({"plugins", "--json", "--plugin-path", "."}).out,
                 "\"not_searched\": [\n    \"" + deeper.string() + "\"\n  ]"));
}

TEST_CASE("'plugins --json' says the same as a program reads it") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  const auto result = w.run({"plugins", "--json", "--plugin-path", "."});
  CHECK(result.status == 0);
  CHECK(contains(result.out, R"("name": "poisson")"));
  CHECK(contains(result.out, R"("reason": "is not a shared library; build the plugin with bouton_add_plugin")"));
}

TEST_CASE("'plugins --scan' lists the same as 'plugins', as text and as JSON") {
  const Workplace w;
  w.write("x.bouton.so", "this is no library\n");
  std::filesystem::copy_file(BOUTON_BAD_PLUGINS "/loads.bouton.so", w.path() / "loads.bouton.so");
  std::filesystem::copy_file(BOUTON_BAD_PLUGINS "/state.bouton.so", w.path() / "state.bouton.so");
  std::filesystem::copy_file(BOUTON_BAD_PLUGINS "/reset.bouton.so", w.path() / "second.bouton.so");
  std::filesystem::copy_file(BOUTON_BUILT_PLUGINS "/poisson.bouton.so", w.path() / "poisson.bouton.so");
  const auto scanned = w.run({"plugins", "--scan", "--plugin-path", "."});
  CHECK(scanned.status == 0);
  CHECK(contains(scanned.out, "REFUSED: crashed (Aborted) while it was loaded"));
  CHECK(contains(scanned.out, "the type name 'bad' is in two places"));
  CHECK(contains(scanned.out, "passed over: "));
  CHECK(scanned.out == w.run({"plugins", "--plugin-path", "."}).out);
  const auto json = w.run({"plugins", "--scan", "--json", "--plugin-path", "."});
  CHECK(contains(json.out, "\"passed_over\": ["));
  CHECK(json.out == w.run({"plugins", "--json", "--plugin-path", "."}).out);
}

TEST_CASE("'run' opens the libraries of the network's types and, where their names are known, no others") {
  const Workplace w;
  w.write("net.json", network_text());
  const std::string shared = std::getenv("XDG_CACHE_HOME") ? std::getenv("XDG_CACHE_HOME") : "";
  setenv("XDG_CACHE_HOME", w.path().c_str(), 1);  // no other test writes there meanwhile
  w.run({"plugins"});
  const auto result = w.run({"run", "net.json", "--verbose"});
  shared.empty() ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", shared.c_str(), 1);
  CHECK(result.status == 0);
  const auto opened = lines(result.err);
  REQUIRE(opened.size() == 2);
  CHECK(contains(opened[0], "opened " BOUTON_BUILT_PLUGINS "/poisson.bouton.so"));
  CHECK(contains(opened[1], "opened " BOUTON_BUILT_PLUGINS "/csv.bouton.so"));
}

TEST_CASE("a library that ends the process while it is opened is a refusal in every command") {
  const Workplace w;
  w.write("net.json", network_text());
  std::filesystem::copy_file(BOUTON_BAD_PLUGINS "/loads.bouton.so", w.path() / "loads.bouton.so");
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"plugins"}, {"validate", "net.json"}, {"run", "net.json"}, {"inspect", "poisson"}, {"schema"}}) {
    auto words = command;
    words.insert(words.end(), {"--plugin-path", "."});
    const auto result = w.run(words);
    CAPTURE(command[0]);
    CHECK(result.status == 0);
    CHECK(result.err == "");
    CHECK(result.out != "");
  }
  CHECK(contains(w.run({"plugins", "--plugin-path", "."}).out, "REFUSED: crashed (Aborted) while it was loaded; look"));
  const auto needed = w.run({"run", "net.json", "--plugin-path", ".", "--set", "/inputs/0/source/type=loads"});
  CHECK(needed.status == 2);
  CHECK(contains(needed.err, "loads.bouton.so was refused: it crashed (Aborted) while it was loaded; look at"));
  w.write("named.json", network_text(R"("plugins": ["loads.bouton.so"])"));
  const auto named = w.run({"validate", "named.json"});
  CHECK(named.status == 2);
  CHECK(contains(named.err, "/plugins/0: "));
  CHECK(contains(named.err, "loads.bouton.so: crashed (Aborted) while it was loaded; look at"));
}

TEST_CASE("a folder for plugins that cannot be searched is a wrong command line with one sentence") {
  const Workplace w;
  std::filesystem::create_directory_symlink("loop", w.path() / "loop");
  w.write("file", "");
  const std::string long_name(5000, 'n');
  for (const auto& [folder, why] : std::vector<std::pair<std::string, std::string>>{
           {"loop", "cannot be searched: Too many levels of symbolic links"},
           {long_name, "cannot be searched: File name too long"},
           {"file", "is no folder; name its folder, or the library itself under \"plugins\" of the network file"},
           {"none", "there is no folder none"}}) {
    const auto result = w.run({"plugins", "--plugin-path", folder});
    CHECK(result.status == 2);
    CHECK(result.out == "");
    REQUIRE_FALSE(result.err.empty());
    CHECK(contains(lines(result.err)[0], why));
  }
}

TEST_CASE("a folder of BOUTON_PLUGIN_PATH that cannot be searched is listed as refused, in one line") {
  const Workplace w;
  std::filesystem::create_directory_symlink("loop", w.path() / "loop");
  w.write("file", "");
  w.write("net.json", network_text());
  const auto with_path = [&](const std::string& folder, const std::vector<std::string>& words) {
    return w.finish(w.start(words, folder.c_str()));
  };
  for (const auto& [folder, why] :
       std::vector<std::pair<std::string, std::string>>{{"loop", "cannot be searched: Too many levels"},
                                                        {std::string(5000, 'n'), "cannot be searched: File name too"},
                                                        {"file", "is no folder; name its folder"}}) {
    const auto result = with_path(folder, {"plugins"});
    CHECK(result.status == 0);
    CHECK(result.err == "");
    CHECK(contains(result.out, "REFUSED: " + why));
    CHECK(lines(result.out)[0].ends_with(folder));
    CHECK(with_path(folder, {"run", "net.json"}).status == 0);
  }
}
