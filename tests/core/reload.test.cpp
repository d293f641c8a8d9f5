#include <chrono>
#include <functional>
#include <map>
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

/// Looks once. The files are looked at five times a second.
std::optional<bouton::Network> look(bouton::Reloader& reloader, bouton::Network& running) {
  std::this_thread::sleep_for(std::chrono::milliseconds(210));
  return reloader.reload(running);
}

/// Looks often enough to see that what has changed is not being written any more.
std::optional<bouton::Network> reload(bouton::Reloader& reloader, bouton::Network& running) {
  CHECK_FALSE(look(reloader, running));
  CHECK(reloader.messages().empty());
  return look(reloader, running);
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
  CHECK(reloader.messages().empty());
  REQUIRE(reloader.changed().size() == 1);
  CHECK(reloader.changed()[0].filename() == "growing.bouton.so");
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
  REQUIRE(reloader.messages().size() == 3);
  CHECK(contains(reloader.messages()[0], "growing.bouton.so has changed, but cannot be used; going on as before:"));
  CHECK(contains(reloader.messages()[1], "is not a shared library"));
  CHECK(contains(reloader.messages()[2], "no generator type 'growing'"));
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
  CHECK(reloader.changed() == std::vector{place.path() / "net.json"});
  REQUIRE(reloader.messages().size() == 2);
  CHECK(contains(reloader.messages()[0], "'x' has 3 units, it had 2: its outputs in flight are lost"));
  CHECK(contains(reloader.messages()[1], "'value' of 'x' has another shape and starts anew"));
  place.write("net.json", "{");
  CHECK_FALSE(reload(reloader, *next));
  CHECK(contains(reloader.messages()[1], "net.json:1:2: is not valid JSON"));
}

TEST_CASE("a library and the file that change together are taken together") {
  const Place place;
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  place.overwrite("grows_by_ten");
  place.write_network("1");
  auto next = reload(reloader, network);
  REQUIRE(next);
  CHECK(contains(reloader.changed_text(), "growing.bouton.so and "));
  CHECK(contains(reloader.changed_text(), "net.json have changed"));
  next->step();
  CHECK(output(*next, "x") == std::vector<double>{10});
  CHECK_FALSE(reload(reloader, *next));
}

TEST_CASE("a library is not tried while it is still being written") {
  const Place place;
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  network.step();
  place.write("growing.bouton.so", "");
  CHECK_FALSE(look(reloader, network));
  place.write("growing.bouton.so", "the linker is still at work");
  CHECK_FALSE(look(reloader, network));
  place.overwrite("grows_by_ten");
  CHECK_FALSE(look(reloader, network));
  CHECK(reloader.messages().empty());
  auto next = look(reloader, network);
  REQUIRE(next);
  next->step();
  CHECK(output(*next, "x") == std::vector<double>{11, 11});
}

namespace {

/// What a run told of the networks that its file became while it ran, a line each.
struct Watched {
  std::string told;
  bouton::RunResult result;
};

/// Runs two phases, of 2 and 3 steps; `edits` says what the file's further members become before which step.
Watched watch(const Place& place, const std::map<std::uint64_t, std::function<void()>>& edits,
              bouton::RunOptions options = {}) {
  place.write_network("1", R"(, "run": [{"steps": 2}, {"steps": 3}])");
  bouton::Reloader reloader(place.path() / "net.json", make_registry, support::options());
  auto network = reloader.load();
  options.out = place.path();
  Watched watched;
  options.on_replacement = [&](const bouton::Replacement& r) {
    watched.told += std::to_string(r.step) + ": " + (r.why_not.empty() ? "taken" : r.why_not);
    watched.told += (r.ignored.empty() ? "" : "; " + r.ignored) + "\n";
  };
  options.replace = [&](bouton::Network& running) -> std::optional<bouton::Network> {
    const auto edit = edits.find(running.steps());
    if (edit == edits.end()) return std::nullopt;
    edit->second();
    return reload(reloader, running);
  };
  support::Log::log.clear();
  watched.result = bouton::run(network, options);
  return watched;
}

}  // namespace

TEST_CASE("a run goes on with the replaced network, in the same recordings") {
  const Place place;
  const auto phases = [&](const std::string& run) {
    return [&place, run] { place.write_network("1", R"(, "run": )" + run); };
  };
  const auto watched = watch(place, {{1, [&] { place.overwrite("grows_by_ten"); }},
                                     {3, phases(R"([{"steps": 2}])")},
                                     {4, phases(R"([{"steps": 2}, {"steps": 5}])")}});
  CHECK(watched.told == "1: taken\n3: it has 1 phases, the run 2\n4: taken\n");
  CHECK(support::Log::log ==
        "x.value open x value 1\nx.value 0: 1\nx.value 1: 11\nx.value 2: 21\nx.value 3: 31\nx.value 4: 41\n"
        "x.value 5: 51\nx.value 6: 61\nx.value close\n");
}

TEST_CASE("what of a changed 'run' has no effect any more is said") {
  const Place place;
  const auto phases = [&](const std::string& run) {
    return std::function<void()>([&place, run] { place.write_network("1", R"(, "run": )" + run); });
  };
  const auto told = [&](std::uint64_t step, const std::string& run, bouton::RunOptions options = {}) {
    return watch(place, {{step, phases(run)}}, options).told;
  };
  CHECK(told(1, R"([{"steps": 2}, {"steps": 4}])") == "1: taken\n");
  CHECK(told(1, R"([{"steps": 3, "learn": false}, {"steps": 3}])") == "1: taken\n");
  CHECK(told(1, R"([{"steps": 2, "reset": true}, {"steps": 3}])") == "1: taken; phase '0' goes on as it began\n");
  CHECK(told(1, R"([{"steps": 2, "set": {"x": {"factor": 2}}}, {"steps": 3}])") ==
        "1: taken; phase '0' goes on as it began\n");
  CHECK(told(3, R"([{"steps": 4}, {"steps": 3}])") == "3: taken; phase '0' is over\n");
  bouton::RunOptions few;
  few.steps = 4;
  CHECK(told(1, R"([{"steps": 2}, {"steps": 4}])", few) == "1: taken; the number of steps was given\n");
}

TEST_CASE("a phase that becomes shorter than it already is ends at once") {
  const Place place;
  const auto watched =
      watch(place, {{4, [&] { place.write_network("1", R"(, "run": [{"steps": 2}, {"steps": 1}])"); }}});
  CHECK(watched.told == "4: taken\n");
  CHECK(watched.result.steps == 4);
}
