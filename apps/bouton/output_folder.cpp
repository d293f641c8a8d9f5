#include "output_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "commands.hpp"

#include "print.hpp"
#include "run_record.hpp"

namespace bouton_program {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw WrongCommandLine("--out", why); }

}  // namespace

OutputFolder::OutputFolder(const std::filesystem::path& folder, const std::filesystem::path& input) : folder_(folder) {
  if (folder.empty()) refuse("the name of the folder is empty; leave --out away, or name a folder");
  const auto name = folder.string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse(fmt::format("the folder {} cannot be made: {}", name, error.message()));
  if (std::filesystem::equivalent(record(), input, error))
    refuse(fmt::format("the run would write over {}; name another folder", input.string()));
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(fmt::format("the folder {} cannot be written to: {}", name, std::generic_category().message(errno)));

  descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // Where a file system knows no locks, there are none.
  if (descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(descriptor_);
    refuse(fmt::format("another run is writing to {}; wait for its end, or name another folder", name));
  }
}

OutputFolder::~OutputFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

void OutputFolder::remove_older_outputs(const std::vector<std::filesystem::path>& kept) const {
  for (const auto& then : recorded_outputs(record())) {
    const auto path = folder_ / then.file;
    std::error_code error;
    const bool is_kept =
        std::ranges::any_of(kept, [&](const auto& other) { return std::filesystem::equivalent(path, other, error); });
    // What was to replace it could not be completed.
    const bool has_no_successor = std::filesystem::exists(bouton::partial_name(path), error);
    if (is_kept || has_no_successor || !std::filesystem::is_regular_file(path, error)) continue;
    const auto now = state_of(path);
    if (now.bytes != then.bytes || now.sha256 != then.sha256)
      say("note: {} is of an earlier run and was changed since; it stays", path.string());
    else if (!std::filesystem::remove(path, error))
      say("warning: {} is of an earlier run and cannot be removed: {}", path.string(), error.message());
  }
}

}  // namespace bouton_program
