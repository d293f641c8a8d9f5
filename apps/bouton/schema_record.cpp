// The JSON Schema of `record`.
#include "schema_parts.hpp"

namespace bouton_program {

using namespace schema_parts;

Json record_schema(bouton::Registry& registry) {
  const Json file_name = {{"type", "string"}, {"pattern", "^[^./\\u0000-\\u001f\\u007f][^/\\u0000-\\u001f\\u007f]*$"}};
  Json several = array_of(text), listed = array_of(count_from(0));
  several["minItems"] = listed["minItems"] = 1;
  several["uniqueItems"] = listed["uniqueItems"] = true;
  const Json units = any_of({{{"type", "string"}, {"pattern", "[0-9:]"}},
                             listed,
                             object({{"random", described(count_from(1), "so many, drawn once")}}, {"random"})});
  Json window = object({{"start", steps_from(0)},
                        {"end", described(steps_from(1), "the first step that is not recorded")},
                        {"phase", described(text, "the name of a phase of 'run'")}});
  const Json when = any_of({{{"enum", {"every", "end"}}}, window});
  const Json histogram = object({{"histogram", described(count_from(1), "number of bins")},
                                 {"low", number_or_quantity},
                                 {"high", number_or_quantity}},
                                {"histogram", "low", "high"});
  const Json reduce = any_of({{{"enum", {"moments"}}}, histogram});
  return typed(
      object({{"name", file_name},
              {"of", described(any_of({text, several}), "an input, layer or synapse, or several")},
              {"variable", described(text, "spikes, output, weights, or any named state")},
              {"units", described(units, "which units: \"[0:100]\", a list, or {\"random\": n}; all if not said")},
              {"every", steps_from(1)},
              {"when", described(when, "every so many steps, once at the end, or a window of time")},
              {"bin", described(steps_from(1), "counts spikes in so many steps")},
              {"sum", described(truth, "one count for all units")},
              {"reduce", described(reduce, "in place of all weights")}},
             {"of", "variable"}),
      registry, bouton::TypeKind::recorder, "format");
}

}  // namespace bouton_program
