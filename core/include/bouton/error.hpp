/// The exceptions of the core. Each carries its facts beside the sentence in what().
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// Base of everything that the core throws on purpose.
class BOUTON_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~Error() override;
};

/// One thing that is wrong in a network file.
struct Finding {
  std::filesystem::path file;
  std::size_t line = 0;    ///< from 1; 0 if the place is not in the file (an option on the command line)
  std::size_t column = 0;  ///< from 1
  std::string pointer;     ///< JSON pointer (RFC 6901); "" is the whole document
  std::string message;     ///< what was found, what was wanted, and the nearest valid name
  bool is_warning = false;
};

/// `file:line:column: pointer: message`, as compilers write it.
BOUTON_API std::string to_string(const Finding& finding);

/// The candidate that was probably meant by a misspelt name: the one with the least edit distance (insert, delete,
/// replace, swap neighbours), the first of equals; "" if none is similar.
BOUTON_API std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// A network that cannot be built. what() has one finding a line.
class BOUTON_API InvalidNetwork : public Error {
 public:
  explicit InvalidNetwork(std::vector<Finding> findings);
  ~InvalidNetwork() override;
  std::vector<Finding> findings;
};

/// Why a library was refused.
enum class RefusalReason {
  missing,
  unreadable,
  not_a_library,
  other_machine,
  no_manifest,
  other_stamp,
  not_loadable,
  registration_failed,
  duplicate_name,
  unique_symbol,  ///< it would share symbols with other plugins (STB_GNU_UNIQUE)
  ends_process,   ///< when it was probed, the child process crashed, was ended or hung
};

/// A library that was refused, with a sentence that says what to do.
struct Refusal {
  std::filesystem::path path;
  RefusalReason reason = RefusalReason::missing;
  std::string message;
};

/// Thrown where a library was asked for by its path and refused.
class BOUTON_API PluginRefused : public Error {
 public:
  explicit PluginRefused(Refusal refusal);
  ~PluginRefused() override;
  Refusal refusal;
};

/// A name that does not exist.
class BOUTON_API UnknownName : public Error {
 public:
  UnknownName(const std::string& what, std::string name, std::string nearest);
  ~UnknownName() override;
  std::string name;
  std::string nearest;  ///< the most similar valid name, "" if none is similar
};

/// Two sizes that should be equal.
class BOUTON_API SizeMismatch : public Error {
 public:
  SizeMismatch(const std::string& where, std::size_t found, std::size_t wanted);
  ~SizeMismatch() override;
  std::size_t found;
  std::size_t wanted;
};

/// An input without a source that was not fed before a step.
class BOUTON_API MissingInput : public Error {
 public:
  MissingInput(std::string input, std::uint64_t step);
  ~MissingInput() override;
  std::string input;
  std::uint64_t step;
};

/// A plugin threw during a run.
class BOUTON_API RunFailed : public Error {
 public:
  RunFailed(std::string element, std::string type, std::filesystem::path library, std::uint64_t step,
            const std::string& cause);
  ~RunFailed() override;
  std::string element;
  std::string type;
  std::filesystem::path library;
  std::uint64_t step;
};

/// A sample of a data set gives a parameter a value outside of the range that it declares.
class BOUTON_API SampleOutOfRange : public Error {
 public:
  SampleOutOfRange(std::string element, std::string parameter, std::string data_set, std::uint64_t sample, Unit unit,
                   double value, const std::string& cause);
  ~SampleOutOfRange() override;
  std::string element;
  std::string parameter;
  std::string data_set;
  std::uint64_t sample;
  Unit unit;     ///< of the element
  double value;  ///< of the parameter
};

/// A value of a network that is NaN or infinite.
struct NonFiniteValue {
  std::string element;
  std::string type;
  std::string variable;       ///< of the state, "weights", or "output" for what a layer published
  Unit unit = 0;              ///< of the whole layer; of a weight, the postsynaptic unit
  std::optional<Unit> pre;    ///< of a weight, the presynaptic unit
  bool is_of_source = false;  ///< `unit` is one of the presynaptic signal
  double value = 0;
  /// The value became so in one of these steps. They are the same if the network is checked after every step.
  std::uint64_t first_step = 0, last_step = 0;
};

/// A state variable, a weight or an output is NaN or infinite.
class BOUTON_API NotFinite : public Error {
 public:
  explicit NotFinite(NonFiniteValue found);
  ~NotFinite() override;
  NonFiniteValue found;
};

}  // namespace bouton
