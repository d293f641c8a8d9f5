/// For a program that owns its process: what a plugin does to the process in the middle of a call is explained.
#pragma once

#include <bouton/export.hpp>

namespace bouton {

/// From now on, a plugin's call that crashes, aborts or ends the process ends it with exit status 1 and a sentence on
/// the standard error that names the element, its plugin and the step; recorders still write out what they hold. Call
/// it once, on the main thread, before a plugin is loaded.
///
/// The library never does so unasked, since it handles SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS and SIGABRT,
/// each where nobody handles it yet, and registers what exit() and quick_exit() call. A fault that no plugin's call
/// explains is reported and keeps its signal. Processes that are forked from this one are left alone.
BOUTON_API void explain_abnormal_ends();

/// To be called by a program's own `exit`, `_exit`, `_Exit` and `quick_exit`, if it defines them, to catch a plugin
/// that calls them. Ends the process as above if a plugin's call is under way on this thread, and else returns.
BOUTON_API void explain_exit();

/// Ends the process at once, after its standard output was written: no destructor of a static object of a plugin runs,
/// which could crash or hang. After `explain_abnormal_ends`, a program has to end in this way: exit() is taken for
/// an abnormal end, wherever it is called.
[[noreturn]] BOUTON_API void end_process(int status);

}  // namespace bouton
