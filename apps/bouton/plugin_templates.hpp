/// The files of a new plugin. Their templates are in the folder `templates`: one folder a kind, and beside them what
/// all kinds have in common. In them, @name@ and @Class@ stand for the plugin's name and its class, @check@ for
/// check.in.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bouton_program {

/// The kinds of which there are templates.
inline constexpr std::array plugin_kinds{"neuron", "synapse", "generator", "transform", "recorder", "data_set"};

struct PluginFile {
  std::string name, text;
};

/// All files of a plugin of one of `plugin_kinds`.
std::vector<PluginFile> plugin_files(std::string_view kind, const std::string& name);

/// A file of the folder `templates`, named relative to it.
struct EmbeddedTemplate {
  std::string_view name, text;
};

/// All of them. The build writes this function.
const std::vector<EmbeddedTemplate>& embedded_templates();

}  // namespace bouton_program
