#include "command_words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

const OptionWords* find_option(const std::vector<OptionWords>& options, const std::string& name) {
  const auto found =
      std::ranges::find_if(options, [&](const auto& option) { return std::ranges::count(option.names, name) > 0; });
  return found == options.end() ? nullptr : &*found;
}

/// "-5" is a number, and "-" and "" are names of files.
bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && !(word[1] >= '0' && word[1] <= '9') && word[1] != '.';
}

bool is_number(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

std::string without_dashes(const std::string& name) {
  return name.substr(std::min(name.size(), name.find_first_not_of('-')));
}

/// Walks along the words of one command line.
class Walk {
 public:
  Walk(const std::vector<std::string>& words, const std::vector<CommandWords>& commands,
       const std::vector<OptionWords>& general)
      : words_(words), commands_(commands), general_(general) {}

  std::string find_wrong() {
    for (; at_ < words_.size(); ++at_) {
      const auto& word = words_[at_];
      std::string wrong;
      if (word == "--" && !only_arguments_)
        only_arguments_ = true;
      else if (is_option(word) && !only_arguments_)
        wrong = read_option(word);
      else
        wrong = read_argument(word);
      if (!wrong.empty() || asks_for_help_) return wrong;
    }
    return find_missing();
  }

 private:
  std::string program() const { return command_ ? "bouton " + command_->name : "bouton"; }
  std::string see_help() const { return fmt::format("see '{} --help'", program()); }

  std::string read_option(const std::string& word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* option = find_option(general_, name);
    if (!option && command_) option = find_option(command_->options, name);
    if (!option) return unknown_option(name);
    if (option->value.empty()) {
      if (equals != std::string::npos) return fmt::format("'{}' takes no value; {}", name, see_help());
      asks_for_help_ = std::ranges::count(option->names, "--help") + std::ranges::count(option->names, "--version") > 0;
      return "";
    }
    if (equals != std::string::npos) return "";
    if (option->is_value_optional) {
      if (at_ + 1 < words_.size() && is_number(words_[at_ + 1])) ++at_;
      return "";
    }
    const auto example = fmt::format("for example {} {}", name, option->value);
    if (at_ + 1 == words_.size()) return fmt::format("'{}' wants a value; {}", name, example);
    // What begins like an option is one; whoever means it as a value writes it behind '='.
    if (is_option(words_[at_ + 1]))
      return fmt::format("'{}' wants a value, and '{}' follows; {}", name, words_[at_ + 1], example);
    ++at_;
    return "";
  }

  std::string unknown_option(const std::string& name) const {
    std::vector<std::string> known, owners;
    const auto add = [&](const std::vector<OptionWords>& options) {
      for (const auto& option : options)
        for (const auto& other : option.names) known.push_back(without_dashes(other));
    };
    add(general_);
    if (command_) add(command_->options);
    for (const auto& command : commands_)
      if (find_option(command.options, name)) owners.push_back(fmt::format("'bouton {}'", command.name));
    if (!command_ && !owners.empty())
      return fmt::format("'{}' is an option of {}, and comes behind the command", name, fmt::join(owners, ", "));
    const auto found = command_ ? fmt::format("'{}' has no option '{}'", program(), name)
                                : fmt::format("there is no option '{}'", name);
    const auto near = bouton::nearest_name(without_dashes(name), known);
    if (!near.empty()) return fmt::format("{}; did you mean '{}{}'?", found, near.size() == 1 ? "-" : "--", near);
    if (!owners.empty())
      return fmt::format("{}, which {} {}; {}", found, fmt::join(owners, ", "), owners.size() == 1 ? "has" : "have",
                         see_help());
    return fmt::format("{}; {}", found, see_help());
  }

  std::string read_argument(const std::string& word) {
    if (command_) {
      ++arguments_;
      const auto most = command_->wanted.size() + command_->optional.size();
      return arguments_ <= most ? "" : fmt::format("'{}' is one argument too many; {}", word, see_help());
    }
    const auto found = std::ranges::find(commands_, word, &CommandWords::name);
    if (found == commands_.end()) return unknown_command(word);
    command_ = &*found;
    return "";
  }

  std::vector<std::string> command_names() const {
    std::vector<std::string> names;
    for (const auto& command : commands_) names.push_back(command.name);
    return names;
  }

  std::string unknown_command(const std::string& word) const {
    const auto names = command_names();
    if (const auto near = bouton::nearest_name(word, names); !near.empty())
      return fmt::format("there is no command '{}'; did you mean '{}'?", word, near);
    if (word.ends_with(".json"))
      return fmt::format("there is no command '{}'; did you mean 'bouton run {}'?", word, word);
    return fmt::format("there is no command '{}'; there is {}. See 'bouton --help'", word, fmt::join(names, ", "));
  }

  std::string find_missing() const {
    if (!command_)
      return fmt::format("a command is missing; there is {}. See 'bouton --help'", fmt::join(command_names(), ", "));
    if (arguments_ >= command_->wanted.size()) return "";
    return fmt::format("'{}' wants {}, which is missing; {}", program(), command_->wanted[arguments_], see_help());
  }

  const std::vector<std::string>& words_;
  const std::vector<CommandWords>& commands_;
  const std::vector<OptionWords>& general_;
  std::size_t at_ = 0;
  const CommandWords* command_ = nullptr;
  std::size_t arguments_ = 0;
  bool only_arguments_ = false;
  bool asks_for_help_ = false;
};

}  // namespace

std::string find_wrong_word(const std::vector<std::string>& words, const std::vector<CommandWords>& commands,
                            const std::vector<OptionWords>& general) {
  return Walk(words, commands, general).find_wrong();
}

void close_open_options(std::vector<std::string>& words, const std::vector<CommandWords>& commands) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i)
    for (const auto& command : commands) {
      const auto* option = find_option(command.options, words[i]);
      const bool has_value = i + 1 < words.size() && is_number(words[i + 1]);
      if (option && option->is_value_optional && !option->value.empty() && !has_value) words[i] += "=0";
    }
}

}  // namespace bouton_program
