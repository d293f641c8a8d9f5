#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::plugin;
using support::TemporaryFolder;

namespace {

/// An environment variable for the time of a test; without a value it is not set.
class Variable {
 public:
  Variable(const char* name, std::optional<std::string> value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  Variable(const Variable&) = delete;
  ~Variable() { set(before_); }

 private:
  void set(const std::optional<std::string>& value) const {
    value ? setenv(name_, value->c_str(), 1) : unsetenv(name_);
  }
  const char* name_;
  std::optional<std::string> before_;
};

/// For a library that hangs.
constexpr std::chrono::milliseconds patience{2000};

/// A cache folder of its own, and a folder for libraries.
struct Place {
  TemporaryFolder cache, plugins;
  Variable variable{"XDG_CACHE_HOME", cache.path().string()};

  std::filesystem::path copy(const std::string& name, const std::string& as) const {
    const auto to = std::filesystem::canonical(plugins.path()) / (as + ".bouton.so");
    std::filesystem::remove(to);
    std::filesystem::copy_file(plugin(name), to);
    return to;
  }
  bouton::Registry search(bouton::Probing probing = bouton::Probing::none) const {
    bouton::Registry r(bouton::LibraryFiles::in_place, probing, patience);
    r.search(plugins.path());
    return r;
  }
  std::string index() const { return cache.read("bouton/plugins.index"); }
};

/// Runs in a process of its own, so that the libraries that it opens are not open in this one.
template <class F>
void elsewhere(F&& call) {
  const pid_t child = fork();
  if (child == 0) {
    call();
    _exit(0);
  }
  int state = 0;
  waitpid(child, &state, 0);
  REQUIRE(state == 0);
}

bool is_open(const std::filesystem::path& library) {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find(library.string()) != std::string::npos;
}

/// Writes into the file itself, and leaves it with the time that it had.
void overwrite(const std::filesystem::path& file, const std::string& bytes) {
  const auto time = std::filesystem::last_write_time(file);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary) << bytes;
  std::filesystem::last_write_time(file, time);
}

std::string other_stamp(const std::filesystem::path& library) {
  auto stamp = bouton::read_stamp(library);
  stamp[stamp.size() - 2] = stamp[stamp.size() - 2] == '0' ? '1' : '0';
  return support::with_stamp(support::bytes_of(library), stamp);
}

}  // namespace

TEST_CASE("libraries that an earlier search met are opened one by one, when their types are asked for") {
  const Place place;
  const auto acme = place.copy("acme", "acme"), breaks = place.copy("breaks", "breaks");
  elsewhere([&] { place.search(); });
  auto r = place.search();
  CHECK_FALSE(is_open(acme));
  CHECK_FALSE(is_open(breaks));
  REQUIRE(r.find("acme_neuron") != nullptr);
  CHECK(r.find("acme_neuron")->library == acme);
  CHECK(is_open(acme));
  CHECK_FALSE(is_open(breaks));
  REQUIRE(r.libraries().size() == 2);
  CHECK(is_open(breaks));
  CHECK(r.libraries()[0].path == acme);
  CHECK(r.libraries()[0].types == std::vector<std::string>{"acme"});
  CHECK(r.libraries()[1].types == std::vector<std::string>{"breaks"});
}

TEST_CASE("all types and the nearest name are told, whichever libraries are open") {
  const Place place;
  const auto acme = place.copy("acme", "acme"), breaks = place.copy("breaks", "breaks");
  elsewhere([&] { place.search(); });
  auto r = place.search();
  CHECK(r.find("acne") == nullptr);
  CHECK(contains(r.explain_missing("acne", bouton::TypeKind::neuron), "no neuron type 'acne'; did you mean 'acme'?"));
  CHECK(place.search().types().size() == 2);
}

TEST_CASE("a library that has changed since an earlier search is opened as it is now") {
  const Place place;
  place.copy("acme", "changes");
  elsewhere([&] { place.search(); });
  const auto now = place.copy("breaks", "changes");
  auto r = place.search();
  CHECK(is_open(now));
  CHECK(r.find("breaks") != nullptr);
  CHECK(r.find("acme") == nullptr);
  CHECK(contains(place.index(), "\tbreaks\n"));
}

TEST_CASE("a library that is gone is dropped from the index when another is noted") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  CHECK(contains(place.index(), acme.string()));
  std::filesystem::remove(acme);
  place.copy("breaks", "breaks");
  place.search();
  CHECK(place.index().find(acme.string()) == std::string::npos);
}

TEST_CASE("a type name in two libraries is refused in the same words with an index and without") {
  const Place place;
  place.copy("acme", "a");
  const auto refused_of = [&](bouton::Registry r) {
    REQUIRE(r.refusals().size() == 1);
    CHECK(r.refusals()[0].reason == RefusalReason::duplicate_name);
    CHECK(r.libraries().size() == 1);
    return r.refusals()[0].message;
  };
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("acme_and_more"), later.path() / "b.bouton.so");
  const auto both = [&] {
    auto r = place.search();
    r.search(later.path());
    return r;
  };
  const auto without = refused_of(both());
  CHECK(contains(without, "the type name 'acme' is in two places"));
  CHECK(refused_of(both()) == without);  // the first library is in the index
  bouton::Registry().search(later.path());
  CHECK(contains(place.index(), "\tmore\tacme\n"));
  CHECK(refused_of(both()) == without);  // both are

  bouton::Registry r;
  r.search(place.plugins.path());
  CHECK(contains(support::refusal_of(plugin("acme_and_more"), r).message, "the type name 'acme' is in two places"));
}

TEST_CASE("a link to a library that the index knows is the same library") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  const TemporaryFolder links;
  std::filesystem::create_symlink(acme, links.path() / "link.bouton.so");
  auto r = place.search();
  r.search(links.path());
  r.add_library(links.path() / "link.bouton.so");
  CHECK(r.refusals().empty());
  REQUIRE(r.libraries().size() == 1);
  CHECK(r.libraries()[0].path == acme);
}

TEST_CASE("a library that the index knows and that cannot be opened any more is refused, and what it hid is used") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  elsewhere([&] { place.search(); });
  overwrite(acme, other_stamp(acme));
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("acme"), later.path() / "acme.bouton.so");
  auto r = place.search();
  r.search(later.path());
  REQUIRE(r.find("acme") != nullptr);
  CHECK(r.find("acme")->library == std::filesystem::canonical(later.path()) / "acme.bouton.so");
  CHECK(r.passed_over().empty());
  REQUIRE(r.refusals().size() == 1);
  CHECK(r.refusals()[0].path == acme);
  CHECK(r.refusals()[0].reason == RefusalReason::other_stamp);
  CHECK(r.libraries().size() == 1);
  auto named = place.search();
  CHECK(support::refusal_of(acme, named).reason == RefusalReason::other_stamp);
}

TEST_CASE("an index that is damaged, or another core's, is as good as none, and is written anew") {
  const Place place;
  place.copy("acme", "acme");
  place.copy("breaks", "breaks");
  place.search();
  const auto whole = place.index();
  REQUIRE(contains(whole, "\tacme\tacme_neuron\n"));
  const auto check = [&](const std::string& text) {
    place.cache.write("bouton/plugins.index", text);
    auto r = place.search();
    CHECK(place.index() == whole);
    CHECK(r.find("acme") != nullptr);
    CHECK(r.find("breaks") != nullptr);
    CHECK(r.refusals().empty());
  };
  for (std::size_t size = 0; size < whole.size(); size += 7) check(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    auto text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    check(text);
  }
  check(whole + whole);
  check(std::string(5000, '\0'));
  check(support::with(whole, ";interface=", ";interfac_="));
}

TEST_CASE("a library that crashes, exits or hangs while it is opened is refused where libraries are probed") {
  const Place place;
  for (const auto* name : {"acme", "crashes", "exits", "hangs"}) place.copy(name, name);
  auto r = place.search(bouton::Probing::if_unknown);
  CHECK(r.find("acme") != nullptr);
  CHECK(r.find("ends") == nullptr);
  REQUIRE(r.refusals().size() == 3);
  const std::string advice = " while it was loaded; look at the constructors of static objects and at declare()";
  CHECK(r.refusals()[0].path.filename() == "crashes.bouton.so");
  CHECK(r.refusals()[0].reason == RefusalReason::ends_process);
  CHECK(r.refusals()[0].message == "crashed (Aborted)" + advice);
  CHECK(r.refusals()[1].message == "ended the process with exit status 0, as exit() does" + advice);
  CHECK(r.refusals()[2].message == "did not end within 2 s" + advice);
}

TEST_CASE("a library that crashed is tried again by the next start, once; the cause may be gone") {
  const Place place;
  place.copy("crashes_at_first", "flaky");
  const auto refusals = [&] { return place.search(bouton::Probing::if_unknown).refusals().size(); };
  elsewhere([&] { _exit(refusals() == 1 ? 0 : 1); });
  CHECK(contains(place.index(), "crashed (Aborted)"));
  elsewhere([&] {
    const bool is_refused = refusals() == 1;
    setenv("BOUTON_TEST_TABLE", "is there", 1);
    _exit(is_refused && refusals() == 1 ? 0 : 1);  // this start has tried it
  });
  const Variable table("BOUTON_TEST_TABLE", "is there");
  CHECK(refusals() == 0);
  CHECK(contains(place.index(), "\tends\n"));
}

TEST_CASE("a library that hung is not tried again, and its refusal says so and how to try it anew") {
  const Place place;
  const auto library = place.copy("hangs_at_first", "slow");
  elsewhere([&] { _exit(place.search(bouton::Probing::if_unknown).refusals().size() == 1 ? 0 : 1); });
  const Variable table("BOUTON_TEST_TABLE", "is there");
  auto again = place.search(bouton::Probing::if_unknown);
  REQUIRE(again.refusals().size() == 1);
  CHECK(again.refusals()[0].reason == RefusalReason::ends_process);
  CHECK(contains(again.refusals()[0].message, "did not end within 2 s while it was loaded; "));
  CHECK(contains(again.refusals()[0].message,
                 "; an earlier start found this, and it is not tried again: 'bouton plugins --scan' tries it anew"));
  bouton::Registry r(bouton::LibraryFiles::in_place, bouton::Probing::if_unknown, patience);
  CHECK(support::refusal_of(library, r).reason == RefusalReason::ends_process);
  CHECK(place.search(bouton::Probing::always).refusals().empty());
  CHECK(place.search(bouton::Probing::if_unknown).refusals().empty());
}

TEST_CASE("what a probe found counts until the library changes, or where each library is probed") {
  const Place place;
  const auto library = place.copy("crashes", "changes");
  const auto refusals = [&](bouton::Probing probing) { return place.search(probing).refusals().size(); };
  CHECK(refusals(bouton::Probing::if_unknown) == 1);
  place.cache.write("bouton/plugins.index", place.index());
  place.copy("acme", "changes");
  CHECK(refusals(bouton::Probing::if_unknown) == 0);
  overwrite(library, support::bytes_of(plugin("acme")));
  CHECK(refusals(bouton::Probing::always) == 0);
  CHECK(contains(place.index(), "\tacme\t"));
}

TEST_CASE("a library that is tried is opened in this process only when one of its types is asked for") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.copy("breaks", "breaks");
  auto r = place.search(bouton::Probing::if_unknown);
  CHECK_FALSE(is_open(acme));
  CHECK(r.find("acme_neuron") != nullptr);
  CHECK(r.find("breaks") != nullptr);
  CHECK(is_open(acme));
}

TEST_CASE("a library that was passed over is tried before it takes the place of the one that hid it") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("crashes"), later.path() / "acme.bouton.so");
  overwrite(acme, other_stamp(acme));
  auto r = place.search(bouton::Probing::if_unknown);
  r.search(later.path());
  CHECK(r.find("acme") == nullptr);
  REQUIRE(r.refusals().size() == 2);
  CHECK(r.refusals()[0].reason == RefusalReason::other_stamp);
  CHECK(r.refusals()[1].reason == RefusalReason::ends_process);
}

TEST_CASE("a library that crashes while its copy is tried leaves no copy") {
  const Place place;
  const TemporaryFolder temporary;
  place.copy("crashes", "crashes");
  const Variable variable("TMPDIR", temporary.path().string());
  bouton::Registry r(bouton::LibraryFiles::copied, bouton::Probing::if_unknown);
  r.search(place.plugins.path());
  CHECK(r.refusals().size() == 1);
  CHECK(std::filesystem::is_empty(temporary.path()));
}

TEST_CASE("what libraries are refused for is the same where they are tried") {
  const Place place;
  for (const auto* name : {"acme", "acme_and_more", "empty", "half", "throws", "undefined", "no_manifest"})
    place.copy(name, name);
  const auto refused = [&](bouton::Probing probing) {
    std::string all;
    auto r = place.search(probing);
    for (const auto& refusal : r.refusals()) all += refusal.path.string() + ": " + refusal.message + "\n";
    return all;
  };
  const auto untried = refused(bouton::Probing::none);
  CHECK(contains(untried, "undefined symbol"));
  CHECK(refused(bouton::Probing::if_unknown) == untried);
  CHECK(refused(bouton::Probing::if_unknown) == untried);  // from the index
  CHECK(refused(bouton::Probing::always) == untried);
}

TEST_CASE("where no index can be read or written all goes on without") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  const auto check = [&] {
    auto r = place.search();
    REQUIRE(r.find("acme") != nullptr);
    CHECK(r.find("acme")->library == acme);
    CHECK(r.refusals().empty());
  };
  SUBCASE("there is a file in the folder's place") {
    place.cache.write("bouton", "");
    check();
    CHECK(place.cache.read("bouton") == "");
  }
  SUBCASE("there is a folder in the file's place") {
    std::filesystem::create_directories(place.cache.path() / "bouton" / "plugins.index" / "full");
    check();
    CHECK(std::distance(std::filesystem::directory_iterator(place.cache.path() / "bouton"), {}) == 1);
  }
  SUBCASE("the folder cannot be made") {
    const Variable variable("XDG_CACHE_HOME", "/proc/none");
    check();
  }
  SUBCASE("the environment names no folder") {
    const Variable variable("XDG_CACHE_HOME", "not/absolute"), home("HOME", std::nullopt);
    check();
    CHECK_FALSE(std::filesystem::exists("not"));
  }
  CHECK(std::filesystem::exists(acme));
}

TEST_CASE("without XDG_CACHE_HOME the index is in the home folder's .cache") {
  const Place place;
  place.copy("acme", "acme");
  const Variable variable("XDG_CACHE_HOME", std::nullopt), home("HOME", place.cache.path().string());
  place.search();
  CHECK(contains(place.cache.read(".cache/bouton/plugins.index"), "\tacme\t"));
}

TEST_CASE("processes that search at once leave one whole index") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int round = 0; round < 50; ++round) {
      // Each search meets a library that is new to the index.
      const TemporaryFolder own;
      std::filesystem::copy_file(plugin("breaks"), own.path() / "breaks.bouton.so");
      auto r = place.search();
      r.search(own.path());
      if (!r.find("acme") || !r.find("breaks")) _exit(1);
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int state = 0;
    waitpid(child, &state, 0);
    CHECK(state == 0);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(place.cache.path() / "bouton"), {}) == 1);
  place.search();
  CHECK(contains(place.index(), acme.string()));
}
