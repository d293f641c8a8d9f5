#include "output_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "commands.hpp"

namespace bouton_program {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw WrongCommandLine("--out", why); }

}  // namespace

OutputFolder::OutputFolder(const std::filesystem::path& folder, const std::filesystem::path& input) {
  if (folder.empty()) refuse("the name of the folder is empty; leave --out away, or name a folder");
  const auto name = folder.string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse(fmt::format("the folder {} cannot be made: {}", name, error.message()));
  const auto record = folder / "run.json";
  if (std::filesystem::equivalent(record, input, error))
    refuse(fmt::format("the run would write over {}; name another folder", input.string()));
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(fmt::format("the folder {} cannot be written to: {}", name, std::generic_category().message(errno)));

  descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // Where a file system knows no locks, there are none.
  if (descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(descriptor_);
    refuse(fmt::format("another run is writing to {}; wait for its end, or name another folder", name));
  }
  std::filesystem::remove(record, error);
  if (error) {
    close(descriptor_);
    refuse(fmt::format("the older {} cannot be removed: {}", record.string(), error.message()));
  }
}

OutputFolder::~OutputFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace bouton_program
