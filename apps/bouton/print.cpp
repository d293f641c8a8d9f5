#include "print.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>

namespace bouton_program {

namespace {

/// What the first write that failed said.
int output_error = 0;

struct CodePoint {
  char32_t value;
  std::size_t bytes;  ///< 0: what begins here is no UTF-8
};

/// The code point at the beginning of a text that is not empty (RFC 3629).
CodePoint first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {0, 0};
  char32_t value = lead & (0x7f >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return {0, 0};
    value = value << 6 | (next & 0x3f);
  }
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < least[bytes] || value > 0x10ffff || is_surrogate) return {0, 0};
  return {value, bytes};
}

/// Whether a terminal would obey a character, or show the text around it in another order or as other lines.
bool is_obeyed(char32_t c) {
  const bool is_control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  const bool is_direction =
      c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  const bool is_line_end = c == 0x2028 || c == 0x2029;
  return is_control || is_direction || is_line_end;
}

}  // namespace

std::string printable(std::string_view text, bool keeps_lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [value, bytes] = first_of(text);
    if (bytes == 0)
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    else if (is_obeyed(value) && !(keeps_lines && value == '\n'))
      result += value == '\n' ? "\\n" : fmt::format("\\u{:04x}", static_cast<std::uint32_t>(value));
    else
      result += text.substr(0, bytes);
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return result;
}

void say_raw(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void say_line(std::string_view message) { say_raw(printable(message) + "\n"); }

void show_text(std::string_view text) {
  const auto safe = printable(text, true);
  if (std::fwrite(safe.data(), 1, safe.size(), stdout) != safe.size() && output_error == 0) output_error = errno;
}

int finish_output() {
  if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno;
  if (std::ferror(stdout) && output_error == 0) output_error = EIO;  // an earlier flush met it
  return output_error;
}

void hold_standard_files() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(file, F_GETFD) != -1 || errno != EBADF) continue;
    // It takes the lowest number that is free, which is this one. Written to, it fails as a closed one does.
    const int opened = open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened >= 0 && opened != file) close(opened);
  }
}

}  // namespace bouton_program
