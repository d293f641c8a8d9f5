/// Shows the samples of a data set to the inputs that follow its fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "network/executor.hpp"

namespace bouton {

/// Which field of a data set has this name; it must have one.
std::size_t field_index(const DataSet& data, const std::string& name);
/// Reads one field of a sample. Throws RunFailed, with the data set's name, if the data set throws.
void read_field(const DataDescription& data, std::uint64_t sample, std::size_t field, std::span<double> out,
                std::uint64_t step);

class Presenter {
 public:
  /// Finds the inputs that follow a field while the network learns, or while it does not.
  Presenter(Executor& executor, const DataDescription& data, bool learn);

  void present(std::uint64_t sample);
  /// Sets what follows a field to zero; what is held in the flush only if `all`.
  void silence(bool all);

 private:
  /// An input's parameter and the field that it follows.
  struct Follower {
    const LayerNode* input;
    const DataBinding* binding;
    std::size_t field;
  };
  void set(const Follower& follower, std::vector<double> values);

  Executor* executor_;
  const DataDescription* data_;
  std::vector<Follower> followers_;
};

}  // namespace bouton
