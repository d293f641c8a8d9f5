#include "run/presenter.hpp"

#include <algorithm>
#include <utility>

#include "network/guard.hpp"
#include "network/sample_values.hpp"

namespace bouton {

std::size_t field_index(const DataSet& data, const std::string& name) {
  const auto fields = data.fields();
  return static_cast<std::size_t>(std::ranges::find(fields, name, &DataField::name) - fields.begin());
}

void read_field(const DataDescription& data, std::uint64_t sample, std::size_t field, std::span<double> out,
                std::uint64_t step) {
  guarded(data, step, [&] { data.set->read(sample, field, out); });
}

Presenter::Presenter(Executor& executor, const DataDescription& data, bool learn) : executor_(&executor), data_(&data) {
  for (const auto& node : executor.layers)
    for (const auto& binding : node.description.bindings)
      if (learn || !binding.learning_only)
        followers_.push_back({&node, &binding, field_index(*data.set, binding.field)});
}

void Presenter::present(std::uint64_t sample) {
  for (const auto& follower : followers_) {
    std::vector<double> values(follower.input->description.size);
    read_field(*data_, sample, follower.field, values, executor_->steps);
    if (const auto wrong = scale_sample(follower.input->description, *follower.binding, *data_, sample, values))
      throw *wrong;
    set(follower, std::move(values));
  }
}

void Presenter::silence(bool all) {
  for (const auto& follower : followers_)
    if (all || !follower.binding->hold_in_flush) set(follower, {0.0});
}

void Presenter::set(const Follower& follower, std::vector<double> values) {
  const ParameterSetting setting{follower.binding->parameter, std::move(values)};
  executor_->set(follower.input->description.name, {&setting, 1});
}

}  // namespace bouton
