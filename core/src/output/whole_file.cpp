#include <bouton/whole_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton {

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* what, int error) {
  throw Error(fmt::format("{} {}: {}", file.string(), what, std::generic_category().message(error)));
}

/// Waits until the disk has what was written. A file system that cannot do that says EINVAL.
void flush_to_disk(const std::filesystem::path& file, const std::filesystem::path& name) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(name, "could not be completed", errno);
  const int error = fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
  close(descriptor);
  if (error != 0) fail(name, "could not be written completely", error);
}

/// What a name leads to, so that a link stays when a new file takes the place of an old one.
std::filesystem::path behind_links(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_symlink(file, error) ? std::filesystem::weakly_canonical(file, error) : file;
}

/// Whether a name is that of a pipe, a device or the like, which cannot be replaced.
bool is_written_into(const std::filesystem::path& file) {
  std::error_code error;
  const auto type = std::filesystem::status(file, error).type();
  return type == std::filesystem::file_type::character || type == std::filesystem::file_type::block ||
         type == std::filesystem::file_type::fifo || type == std::filesystem::file_type::socket;
}

/// `file` is for messages.
void copy_into(const std::filesystem::path& partial, const std::filesystem::path& end,
               const std::filesystem::path& file) {
  std::error_code error;
  errno = 0;
  std::ifstream in(partial, std::ios::binary);
  std::ofstream out(end, std::ios::binary);
  if (std::filesystem::file_size(partial, error) > 0) out << in.rdbuf();
  out.close();
  if (!in || !out) fail(file, "could not be written completely", errno);
}

}  // namespace

std::filesystem::path partial_name(const std::filesystem::path& file) {
  auto partial = file;
  return partial += ".partial";
}

void put_in_place(const std::filesystem::path& partial, const std::filesystem::path& file) {
  std::error_code error;
  const auto end = behind_links(file);
  if (is_written_into(end)) {
    copy_into(partial, end, file);
    std::filesystem::remove(partial, error);
    return;
  }
  if (std::filesystem::exists(end, error)) flush_to_disk(partial, file);
  std::filesystem::rename(partial, end, error);
  if (error == std::errc::cross_device_link) {  // where a link leads to another disk
    copy_into(partial, partial_name(end), file);
    put_in_place(partial_name(end), end);
    std::filesystem::remove(partial, error);
    return;
  }
  if (error == std::errc::no_such_file_or_directory)
    throw Error(fmt::format("{} could not be completed: {} is gone; was the folder removed or renamed meanwhile?",
                            file.string(), partial.string()));
  if (error) fail(file, "could not be put in the place of what is there", error.value());
}

void write_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
  std::error_code error;
  const auto end = behind_links(file);
  const bool is_direct = is_written_into(end);
  const auto partial = is_direct ? end : partial_name(end);
  if (std::filesystem::is_directory(end, error)) fail(file, "cannot be written", EISDIR);
  errno = 0;
  std::ofstream out(partial, std::ios::binary);
  if (!out) fail(file, "cannot be written", errno);
  write(out);
  out.close();
  if (!out) {
    const int reason = errno;
    if (!is_direct) std::filesystem::remove(partial, error);
    fail(file, "could not be written completely", reason);
  }
  if (!is_direct) put_in_place(partial, end);
}

}  // namespace bouton
