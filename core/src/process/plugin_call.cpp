#include "process/plugin_call.hpp"

namespace bouton {

constinit thread_local const PluginCall* volatile PluginCall::current_ = nullptr;

}  // namespace bouton
