/// Searches of a folder of libraries with an index in a cache folder of their own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include <support/plugins.hpp>

namespace support {

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
inline constexpr std::chrono::milliseconds patience{2000};

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

inline bool is_open(const std::filesystem::path& library) {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find(library.string()) != std::string::npos;
}

/// Writes into the file itself, and leaves it with the time that it had.
inline void overwrite(const std::filesystem::path& file, const std::string& bytes) {
  const auto time = std::filesystem::last_write_time(file);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary) << bytes;
  std::filesystem::last_write_time(file, time);
}

inline std::string other_stamp(const std::filesystem::path& library) {
  auto stamp = bouton::read_stamp(library);
  stamp[stamp.size() - 2] = stamp[stamp.size() - 2] == '0' ? '1' : '0';
  return with_stamp(bytes_of(library), stamp);
}

}  // namespace support
