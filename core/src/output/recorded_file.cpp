#include "output/recorded_file.hpp"

#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>
#include <bouton/whole_file.hpp>

namespace bouton {

namespace {

/// Files and links; a folder can only be replaced once it is empty.
void put_in_place_of_all(const std::filesystem::path& partial, const std::filesystem::path& name) {
  std::error_code error;
  if (std::filesystem::is_directory(partial, error) && std::filesystem::is_directory(name, error))
    std::filesystem::remove_all(name, error);
  put_in_place(partial, name);
}

}  // namespace

RecordedFile::RecordedFile(const std::filesystem::path& folder, const std::string& name)
    : folder_(folder), own_(folder / fmt::format(".{}.partial", name)), name_(name) {
  std::error_code error;
  std::filesystem::remove_all(own_, error);  // of a run that was killed
  std::filesystem::create_directory(own_, error);
  if (error) throw Error(fmt::format("nothing can be written to {}: {}", folder.string(), error.message()));
}

void RecordedFile::begin(const std::filesystem::path& opened) {
  opened_ = opened;
  file_ = opened.parent_path() == own_ ? folder_ / opened.filename() : opened;
  if (file_ == opened) return;  // somewhere else, where the recorder sees to it
  std::error_code error;
  const bool was_folder = std::filesystem::is_directory(file_, error);
  const bool is_folder = std::filesystem::is_directory(opened_, error);
  if (was_folder && !is_folder)
    throw Error(fmt::format("{} cannot be written: there is a folder of this name", file_.string()));
  if (is_folder) return;
  const auto partial = partial_name(file_);
  std::filesystem::remove(partial, error);  // of a run that was killed
  std::filesystem::rename(opened_, partial, error);
  was_made_ = !error;
  if (error && error != std::errc::no_such_file_or_directory) return;  // it stays where it is until it is complete
  std::filesystem::create_symlink(std::filesystem::path("..") / partial.filename(), opened_, error);
  is_linked_ = !error;
  if (error && was_made_) std::filesystem::rename(partial, opened_, error);  // a file system without links
}

std::string RecordedFile::translated(std::string message) const {
  const std::string own = own_.string() + "/", shown = folder_.string() + "/";
  for (auto at = message.find(own); at != message.npos; at = message.find(own, at + shown.size()))
    message.replace(at, own.size(), shown);
  return message;
}

std::vector<std::filesystem::path> RecordedFile::complete() {
  std::error_code error;
  if (is_linked_ && std::filesystem::is_symlink(opened_, error)) {
    // A recorder that was given nothing to write may have made no file.
    if (was_made_ || std::filesystem::exists(opened_, error)) put_in_place_of_all(partial_name(file_), file_);
    std::filesystem::remove(opened_, error);
  } else if (is_linked_) {
    // The recorder has put another file in the place of the first.
    std::filesystem::remove(partial_name(file_), error);
  }
  std::vector<std::filesystem::path> rest;
  for (std::filesystem::directory_iterator at(own_, error), end; !error && at != end; at.increment(error))
    rest.push_back(at->path());
  if (error)
    throw Error(fmt::format("{} could not be completed: {}; was the folder removed or renamed meanwhile?",
                            file_.string(), error.message()));
  std::vector<std::filesystem::path> files{file_};
  for (const auto& path : rest) {
    const auto name = folder_ / path.filename();
    put_in_place_of_all(path, name);
    if (name != file_) files.push_back(name);
  }
  std::filesystem::remove(own_, error);
  return files;
}

void RecordedFile::leave() noexcept {
  std::error_code error;
  if (is_linked_) std::filesystem::remove(opened_, error);
  std::filesystem::remove(own_, error);
}

void RecordedFile::drop() noexcept {
  std::error_code error;
  if (is_linked_) std::filesystem::remove(partial_name(file_), error);
  std::filesystem::remove_all(own_, error);
}

}  // namespace bouton
