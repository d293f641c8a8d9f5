#include "registry/file_identity.hpp"

#include <sys/stat.h>

namespace bouton {

FileIdentity identity_of(const std::filesystem::path& file) {
  struct stat s {};
  if (stat(file.c_str(), &s) != 0) return {};
  return {static_cast<std::uint64_t>(s.st_dev), static_cast<std::uint64_t>(s.st_ino),
          static_cast<std::uint64_t>(s.st_size), s.st_mtim.tv_sec, s.st_mtim.tv_nsec};
}

}  // namespace bouton
