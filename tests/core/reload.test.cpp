#include <chrono>
#include <thread>

#include <support/log_recorder.hpp>
#include <support/plugins.hpp>

using support::contains;
using support::output;
using support::plugin;
using support::TemporaryFolder;

namespace {

/// A network of one growing input, its library beside it.
struct Place : TemporaryFolder {
  Place() {
    overwrite("grows_by_one");
    write_network("2");
  }
  void write_network(const std::string& size, const std::string& more = "") const {
    write("net.json",
          R"({"bouton": 1, "plugins": ["growing.bouton.so"], "inputs": [{"name": "x", "size": )" + size +
              R"(, "source": {"type": "growing"}}], "record": [{"of": "x", "variable": "value", "format": "log"}])" +
              more + "}");
  }
  /// As `cp` does: into the file that is in use.
  void overwrite(const std::string& library) const { write("growing.bouton.so", support::bytes_of(plugin(library))); }
};

bouton::Registry make_registry() {
  bouton::Registry r(bouton::LibraryFiles::copied);
  r.add<support::Log>();
  return r;
}

/// The files are looked at five times a second.
std::optional<bouton::Network> reload(bouton::Reloader& reloader, bouton::Network& running) {
  std::this_thread::sleep_for(std::chrono::milliseconds(210));
  return reloader.reload(running);
}

}  // namespace

TEST_CASE("a library that is overwritten while it runs is picked up, and the state goes on") {
  const Place place;
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  for (int t = 0; t < 3; ++t) network.step();
  CHECK(output(network, "x") == std::vector<double>{3, 3});
  CHECK_FALSE(reload(reloader, network));
  CHECK(reloader.messages().empty());

  network.set("x", "factor", 2.0);
  place.overwrite("grows_by_ten");
  auto next = reload(reloader, network);
  REQUIRE(next);
  REQUIRE(reloader.messages().size() == 1);
  CHECK(contains(reloader.messages()[0], "growing.bouton.so has changed: going on with it from step 3"));
  network.step();  // the old one still runs its old code
  CHECK(output(network, "x") == std::vector<double>{5, 5});
  next->step();
  CHECK(next->steps() == 4);
  CHECK(output(*next, "x") == std::vector<double>{23, 23});
}

TEST_CASE("what is refused leaves the running network as it is, until the file is right again") {
  const Place place;
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  network.step();
  place.write("growing.bouton.so", "the linker is still at work");
  CHECK_FALSE(reload(reloader, network));
  REQUIRE(reloader.messages().size() == 2);
  CHECK(contains(reloader.messages()[0], "growing.bouton.so has changed, but is refused; going on as before:"));
  CHECK(contains(reloader.messages()[1], "is not a shared library"));
  network.step();
  CHECK(output(network, "x") == std::vector<double>{2, 2});
  place.overwrite("grows_by_ten");
  auto next = reload(reloader, network);
  REQUIRE(next);
  next->step();
  CHECK(output(*next, "x") == std::vector<double>{12, 12});
}

TEST_CASE("an edited file is picked up, and what could not be moved is said") {
  const Place place;
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  network.step();
  place.write_network("3");
  auto next = reload(reloader, network);
  REQUIRE(next);
  REQUIRE(reloader.messages().size() == 3);
  CHECK(contains(reloader.messages()[1], "'x' has 3 units, it had 2: its outputs in flight are lost"));
  CHECK(contains(reloader.messages()[2], "'value' of 'x' has another shape and starts anew"));
  place.write("net.json", "{");
  CHECK_FALSE(reload(reloader, *next));
  CHECK(contains(reloader.messages()[1], "net.json:1:2: is not valid JSON"));
}

TEST_CASE("a run goes on with the replaced network, in the same recordings") {
  const Place place;
  place.write_network("1", R"(, "run": [{"steps": 2}, {"steps": 3}])");
  const auto file = place.path() / "net.json";
  bouton::Reloader reloader(file, make_registry, support::options());
  auto network = reloader.load();
  bouton::RunOptions options;
  options.out = place.path();
  std::string kept;
  options.keep = [&](const std::string& why) { kept += why; };
  options.replace = [&](bouton::Network& running) -> std::optional<bouton::Network> {
    if (running.steps() == 1) place.overwrite("grows_by_ten");
    if (running.steps() == 3) place.write_network("1", R"(, "run": [{"steps": 2}])");
    if (running.steps() == 4) place.write_network("1", R"(, "run": [{"steps": 2}, {"steps": 5}])");
    return reload(reloader, running);
  };
  support::Log::log.clear();
  bouton::run(network, options);
  CHECK(kept == "it has 1 phases, the run 2");
  CHECK(support::Log::log ==
        "x.value open x value 1\nx.value 0: 1\nx.value 1: 11\nx.value 2: 21\nx.value 3: 31\nx.value 4: 41\n"
        "x.value 5: 51\nx.value 6: 61\nx.value close\n");
}
