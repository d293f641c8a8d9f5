/// The one place where the program prints.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace bouton_program {

/// Makes a text safe to show on a terminal: control characters, C1 controls and marks that turn the direction of text
/// become `\u001b` and the like, bytes that are no UTF-8 become `\xff`. Inside of JSON that means the same text. A line
/// end stays only if `keeps_lines`.
std::string printable(std::string_view text, bool keeps_lines = false);

/// Prints a message as one line on the standard error. A message that cannot be written is lost, and the program goes
/// on: what it was asked for matters more.
void say_line(std::string_view message);
template <class... T>
void say(fmt::format_string<T...> format, T&&... values) {
  say_line(fmt::format(format, std::forward<T>(values)...));
}
/// Prints to the standard error as it is: for the progress line, which writes over itself.
void say_raw(std::string_view text);

/// Prints to the standard output, line ends as they are. A failure shows in `finish_output`.
void show_text(std::string_view text);
template <class... T>
void show(fmt::format_string<T...> format, T&&... values) {
  show_text(fmt::format(format, std::forward<T>(values)...));
}

/// Writes out what is buffered; 0 if all of the standard output could be written, else what errno was.
int finish_output();

/// Fills the places of standard files that are closed, so that no file that is opened later gets what is printed.
void hold_standard_files();

}  // namespace bouton_program
