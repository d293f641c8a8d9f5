/// Texts of bounded length, so that a message stays one however long a name in a file is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bouton {

/// The largest number of bytes, up to `most`, that does not end within a UTF-8 character.
std::size_t whole_characters(std::string_view text, std::size_t most);

/// The text itself, or its begin and "…" if it is longer than `most`.
std::string shorten(std::string_view text, std::size_t most = 60);

/// The message itself if it has a usual length; otherwise its begin and its end, which says what to do.
std::string shorten_message(std::string message);

}  // namespace bouton
