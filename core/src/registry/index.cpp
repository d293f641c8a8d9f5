#include "registry/index.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/registry.hpp>

#include "base/input_file.hpp"
#include "numerics/hash.hpp"
#include "registry/file_identity.hpp"

namespace bouton {

namespace {

constexpr std::uintmax_t largest_file = 1 << 24;
constexpr std::size_t digest_size = 16;
constexpr std::string_view hung = "hung";

/// Finds a file that was cut off or overwritten.
std::string digest(std::string_view text) { return fmt::format("{:016x}", fnv1a(text)); }

/// The first line: the file is of no use to a core with another.
std::string heading() { return "bouton plugin index 3 " + expected_stamp() + "\n"; }

/// The file's lines if it is whole, or "".
std::string read(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error || size > largest_file) return "";
  std::ifstream in(file, std::ios::binary);
  auto text = read_all(in);
  const auto begin = heading();
  if (text.size() < begin.size() + digest_size || !text.starts_with(begin)) return "";
  const auto found = text.substr(text.size() - digest_size);
  text.resize(text.size() - digest_size);
  if (digest(text) != found) return "";
  return text.substr(begin.size());
}

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find('\t', at), line.size());
    fields.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

bool has_separator(const std::string& text) { return text.find_first_of("\t\n") != std::string::npos; }

/// False if it could not be written.
bool write(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Empty if the environment names no folder for it.
std::filesystem::path index_file() {
  const auto folder_in = [](const char* variable) {
    const char* value = std::getenv(variable);
    return std::filesystem::path(value ? value : "");
  };
  auto cache = folder_in("XDG_CACHE_HOME");
  if (!cache.is_absolute()) {
    const auto home = folder_in("HOME");
    if (!home.is_absolute()) return {};
    cache = home / ".cache";
  }
  return cache / "bouton" / "plugins.index";
}

}  // namespace

LibraryIndex::LibraryIndex() : file_(index_file()) {
  const auto text = read(file_);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto fields = split(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (fields.size() < 5) continue;
    entries_[fields[1]] = {fields[0], {{fields.begin() + 4, fields.end()}, fields[3], fields[2] == hung}};
  }
}

std::string LibraryIndex::state_of(const std::filesystem::path& library) {
  const auto file = identity_of(library);
  return fmt::format("{} {} {} {} {}", file.device, file.inode, file.size, file.seconds, file.nanoseconds);
}

const LibraryIndex::Note* LibraryIndex::find(const std::filesystem::path& library) const {
  const auto at = entries_.find(library.string());
  return at != entries_.end() && at->second.state == state_of(library) ? &at->second.note : nullptr;
}

void LibraryIndex::note(const std::filesystem::path& library, const std::string& state, Note note) {
  if (has_separator(library.string()) || has_separator(note.ending) || std::ranges::any_of(note.names, has_separator))
    return;
  Entry entry{state, std::move(note)};
  auto& known = entries_[library.string()];
  if (known == entry) return;
  known = std::move(entry);
  has_news_ = true;
}

void LibraryIndex::save() {
  if (!std::exchange(has_news_, false) || file_.empty()) return;
  auto text = heading();
  for (const auto& [path, entry] : entries_)
    if (entry.state == state_of(path))  // what is gone or has changed is dropped
      text += fmt::format("{}\t{}\t{}\t{}\t{}\n", entry.state, path, entry.note.ran_too_long ? hung : "",
                          entry.note.ending, fmt::join(entry.note.names, "\t"));
  text += digest(text);

  std::error_code ignored;
  std::filesystem::create_directories(file_.parent_path(), ignored);
  auto temporary = file_.string() + "-XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0) return;
  const bool is_written = write(descriptor, text);
  close(descriptor);
  if (is_written) std::filesystem::rename(temporary, file_, ignored);
  if (!is_written || ignored) std::filesystem::remove(temporary, ignored);
}

}  // namespace bouton
