/// Files that have their name only when they are complete.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>

#include <bouton/export.hpp>

namespace bouton {

/// The name of a file until it is complete: `x.csv.partial` for `x.csv`.
BOUTON_API std::filesystem::path partial_name(const std::filesystem::path& file);

/// Gives what is complete its name. If an older file has that name, the new one is on the disk before it takes its
/// place: even when the power fails, one of the two is there. Where the name is a link, what it leads to is replaced; a
/// pipe or a device gets the bytes. Throws Error.
BOUTON_API void put_in_place(const std::filesystem::path& partial, const std::filesystem::path& file);

/// Writes a file under its partial name and puts it in place; a pipe or a device is written directly. Throws Error that
/// names the file and the reason; the older file is then as it was.
BOUTON_API void write_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

}  // namespace bouton
