/// Turns whatever a plugin throws into an error of the core that names the element.
#pragma once

#include <exception>

#include <bouton/error.hpp>

#include "description/description.hpp"
#include "process/plugin_call.hpp"

namespace bouton {

/// Calls f; whatever it throws becomes RunFailed. The plugin's exception ends here, while its library is held. Should f
/// end the process, the report names the element, too.
template <class F>
decltype(auto) guarded(const ElementDescription& element, std::uint64_t step, F&& f) {
  auto failed = [&](const char* cause) {
    return RunFailed(element.name, element.type->declaration.name, element.type->library, step, cause);
  };
  const PluginCall call(element.name, element.type.get(), step);
  try {
    return f();
  } catch (const RunFailed&) {
    throw;
  } catch (const std::exception& error) {
    throw failed(error.what());
  } catch (...) {
    throw failed("it threw something that is no std::exception");
  }
}

}  // namespace bouton
