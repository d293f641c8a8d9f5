#include "check/checks.hpp"

namespace bouton_program {

const std::vector<Check>& checks() {
  static const std::vector<Check> all{
      {"declaration", "everything declared has a sentence and a name that can be used, and the type an author",
       "give each type, port, parameter and state variable a sentence and a name of letters, digits, '_' and '.' in "
       "declare(), and an "
       "author in version()",
       check_declaration},
      {"state", "state has names, sentences, the right size and a fixed order",
       "in d.state() and visit_state, give each variable a name of its own and a sentence, and one value per unit of "
       "the "
       "slice; show them in the same order each time",
       check_state_names},
      {"output", "what is published is 0 or 1 where spikes are declared, and finite",
       "write 0 or 1 to every element of out, or declare output(bouton::OutputKind::analog)", check_output},
      {"surroundings", "the process around it stays as it was",
       "leave as they are what all plugins share: rounding, locale, folder, signals, environment, streams, limits",
       check_surroundings},
      {"independence", "instances do not influence each other",
       "keep all state in members; no static or global variables", check_independence},
      {"reset", "a reset forgets all that was before",
       "declare what is dynamic with d.state(), or set it to its start in reset(); weights and kept state stay",
       check_reset},
      {"prepare", "a parameter that is set to the value that it has changes nothing",
       "prepare() is called again in mid-run: it leaves state and weights as they are; what is not declared with "
       "d.state() "
       "is sized there, which keeps its values, and set to its start in reset()",
       check_prepare},
      {"seed", "the same seed gives the same bits",
       "draw with random(\"purpose\"), a function of seed, unit and step; no other source of chance, no clock, no "
       "addresses, no uninitialised members, nothing read outside of its place",
       check_seed, trace_runs},
      {"slices", "cutting a layer into slices changes no bit",
       "count units for random numbers and for previous output from slice().begin; nothing may depend on size(); a "
       "type whose units read other units' previous output is not local()",
       check_slices},
      {"neighbours", "a unit knows nothing of the inputs of others in the same step",
       "unit k reads in.port(p)[k] alone; what other units do is in in.previous, a step later", check_neighbours},
      {"threads", "instances on several threads give the same bits",
       "write to members and arguments only; no static variables, which other slices write at the same time",
       check_threads},
      {"memory", "nothing is written outside of its place",
       "out and ports have size() elements, columns values.size(), sources source_size(s): look for an index that is "
       "off by one; valgrind, or -fsanitize=address, names the line",
       check_memory},
      {"bounds", "results are finite at the bounds of every parameter",
       "narrow the range in declare() with above, at_least, below or at_most, or handle the bound", check_bounds},
      {"parameters", "results are finite for random parameters in their ranges",
       "narrow the ranges in declare(), or refuse what does not fit together in prepare() with std::invalid_argument",
       check_random_parameters},
      {"odd parameters", "what makes no sense is refused with an exception",
       "check lists, texts, matrices and whole numbers in prepare() and throw std::invalid_argument with a sentence",
       check_odd_parameters},
      {"sizes", "one unit, an odd number of units and empty slices are no exception",
       "loop over size() units and never touch element 0 of an empty slice", check_sizes},
      {"restore", "named state is all the state there is",
       "declare every dynamic array with d.state(), and show what is none in visit_state, so that a run can be saved "
       "and "
       "continued",
       check_restore},
      {"port", "a synapse adds to its port", "add with port[k] += …; other synapses lead to the same port", check_port},
      {"paths", "spikes and the same values as an analog signal give the same bits",
       "take the dense path where is_spikes is false; let weights().accumulate do both", check_paths},
      {"single precision", "a rule that declares any_storage() works with float32 weights",
       "reach weights through visit_column, visit_values and accumulate only, not through column() and values()",
       check_single_precision},
      {"fixed weights", "a rule that declares fixed_weights() does no more than carry signals",
       "add weights().accumulate(in.source(0), port) and nothing else, leave weights as they are, or take "
       "fixed_weights() out of declare()",
       check_fixed_weights},
      {"learning off", "weights and kept state stay where learning is off",
       "change weights and kept state only if `learn` of update, or LayerInputs::learn, is true", check_learning_off},
      {"leaks", "nothing is lost over 1000 lives",
       "hold what is allocated in containers or std::unique_ptr; close files, mappings and threads in the destructor",
       check_leaks},
  };
  return all;
}

}  // namespace bouton_program
