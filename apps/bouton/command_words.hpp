/// Finds what is wrong with the words of a command line, before their values are read.
#pragma once

#include <string>
#include <vector>

namespace bouton_program {

/// An option, as it is written: `--steps N`.
struct OptionWords {
  std::vector<std::string> names;  ///< "--help", "-h"
  std::string value;               ///< what stands for its value in the help; "" if it takes none
  bool is_value_optional = false;  ///< it may stand without one; what follows is its value only if it is a number
};

/// A command, and what may follow its name.
struct CommandWords {
  std::string name;
  std::vector<OptionWords> options;
  std::vector<std::string> wanted;    ///< arguments that must be there, in their order
  std::vector<std::string> optional;  ///< arguments that may follow
};

/// One sentence on the first word that is wrong, with what was meant; "" if every word has its place. `general` are the
/// options that stand anywhere; those among them that ask for help end the search.
std::string find_wrong_word(const std::vector<std::string>& words, const std::vector<CommandWords>& commands,
                            const std::vector<OptionWords>& general);

/// Gives an option that stands without the value that it may have the value 0, so that it does not take what follows.
void close_open_options(std::vector<std::string>& words, const std::vector<CommandWords>& commands);

}  // namespace bouton_program
