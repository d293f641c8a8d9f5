/// Messages to the page, in the form of server-sent events (HTML Living Standard, section 9.2).
#pragma once

#include <string>
#include <string_view>

namespace bouton_program {

/// `data` is JSON in one line.
inline std::string message_text(std::string_view event, std::string_view data) {
  std::string text = "event: ";
  return text.append(event).append("\ndata: ").append(data).append("\n\n");
}

}  // namespace bouton_program
