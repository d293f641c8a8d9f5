#include "registry/probe.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include <bouton/child.hpp>

namespace bouton {

namespace {

/// What the library prints belongs to the opening that counts, which is not this one.
void be_silent() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

/// A library that is known to crash is probed at each start: no memory image is wanted of that.
void leave_no_core() {
  const rlimit none{};
  setrlimit(RLIMIT_CORE, &none);
}

// The child's answer: fields, each with a '\0' behind it. For each library the number of its fields, then these:
// "types" and all names, or "refused" and how.

std::string join(const std::vector<std::string>& fields) {
  std::string text;
  for (const auto& field : fields) text += field + '\0';
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\0', at), text.size());
    fields.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

/// A folder for the child's temporary files, which it may not come to remove.
class Scratch {
 public:
  Scratch() {
    std::error_code error;
    path_ = (std::filesystem::temp_directory_path(error) / "bouton-XXXXXX").string();
    if (error || !mkdtemp(path_.data())) path_.clear();
  }
  Scratch(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  void use() const {
    if (!path_.empty()) setenv("TMPDIR", path_.c_str(), 1);
  }

 private:
  std::string path_;
};

std::string answer(const std::filesystem::path& library, LibraryFiles files) {
  Registry alone(files);
  std::vector<std::string> fields{"types"};
  try {
    alone.add_library(library);
    for (const auto& type : alone.types()) {
      fields.push_back(type->declaration.name);
      std::ranges::copy(type->declaration.aliases, std::back_inserter(fields));
    }
  } catch (const PluginRefused& refused) {
    const auto& [path, reason, message] = refused.refusal;
    fields = {"refused", path.string(), std::to_string(static_cast<int>(reason)), message};
  }
  return join({std::to_string(fields.size())}) + join(fields);
}

std::vector<Probed> understand(const std::string& answers) {
  const auto fields = split(answers);
  std::vector<Probed> all;
  for (std::size_t at = 0; at < fields.size();) {
    const auto* its = &fields.at(at + 1);
    const auto count = std::stoul(fields[at]);
    if (its[0] == "refused")
      all.push_back({{}, Refusal{its[1], static_cast<RefusalReason>(std::stoi(its[2])), its[3]}});
    else
      all.push_back({{its + 1, its + count}, {}});
    at += 1 + count;
  }
  return all;
}

ChildOutcome open_in_child(const std::vector<std::filesystem::path>& libraries, LibraryFiles files,
                           std::chrono::milliseconds patience) {
  for (const auto& library : libraries) spdlog::debug("{} is probed in a child process", library.string());
  const Scratch scratch;
  return in_child(
      [&] {
        scratch.use();
        be_silent();
        leave_no_core();
        std::string answers;
        for (const auto& library : libraries) answers += answer(library, files);
        return answers;
      },
      patience);
}

}  // namespace

Probed probe_library(const std::filesystem::path& library, LibraryFiles files, std::chrono::milliseconds patience) {
  const auto outcome = open_in_child({library}, files, patience);
  if (outcome.answer) return understand(*outcome.answer)[0];
  const auto* advice = " while it was loaded; look at the constructors of static objects and at declare()";
  return {{}, Refusal{library, RefusalReason::ends_process, outcome.end + advice}, outcome.ran_too_long};
}

std::vector<Probed> probe_libraries(const std::vector<std::filesystem::path>& libraries, const ProbeOptions& options) {
  if (libraries.size() > 1) {
    const auto outcome = open_in_child(libraries, options.files, options.patience / shared_part);
    if (outcome.answer) return understand(*outcome.answer);
  }
  std::vector<Probed> each;
  for (const auto& library : libraries) each.push_back(probe_library(library, options.files, options.patience));
  return each;
}

}  // namespace bouton
