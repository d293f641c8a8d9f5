// What a program may do with a run between two steps.
#include <string>

#include <bouton/run.hpp>

#include "run/stepper.hpp"

namespace bouton {

Network& RunMoment::network() const { return stepper_->network(); }
const Progress& RunMoment::progress() const { return stepper_->progress; }
std::uint64_t RunMoment::first() const { return end() - taken_; }
std::uint64_t RunMoment::end() const { return stepper_->progress.run_done; }
Signal RunMoment::output(std::size_t layer, std::uint64_t step) const { return stepper_->output(layer, end() - step); }
bool RunMoment::is_learning_on() const { return stepper_->is_learning_on(); }
std::vector<std::string> RunMoment::learning_synapses() const { return stepper_->learning_synapses(); }
WeightSummary RunMoment::weights(std::string_view synapse) const { return stepper_->weights(synapse); }
void RunMoment::set(std::string_view changes) { stepper_->make({end(), std::string(changes), {}}); }
void RunMoment::switch_learning(bool on) { stepper_->make({end(), "", on}); }

}  // namespace bouton
