/// The files of a new plugin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bouton_program {

struct PluginFile {
  std::string name, text;  ///< @name@ and @Class@ stand for the plugin's name and its class
};

/// The files for a neuron, synapse or generator.
std::vector<PluginFile> plugin_files(std::string_view kind);

}  // namespace bouton_program
