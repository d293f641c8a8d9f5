#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <bouton/plugin.hpp>

#include "spike_file.hpp"

namespace {

/// Spikes at given times. A spike has the time of the end of its step.
class SpikeTimes final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<SpikeTimes>& d) {
    d.type("spike_times", "spikes at given times; a reset begins anew").version("1.0", "Bouton").local();
    d.parameter("times", &SpikeTimes::times_, "when a spike is, at the end of its step, since the beginning or a reset")
        .unit("ms")
        .above(0)
        .default_value(std::vector<double>());
    d.parameter("units", &SpikeTimes::units_, "which unit spikes at each of the times; if there are none, all units do")
        .at_least(0)
        .default_value(std::vector<double>());
    d.parameter("file", &SpikeTimes::file_, "a file with further spikes: 'time,index' in each line, or a recording")
        .default_value("");
  }

  void prepare() override {
    spikes_.clear();
    largest_unit_ = 0;
    if (!units_.empty() && units_.size() != times_.size())
      throw std::invalid_argument("there are " + std::to_string(times_.size()) + " 'times' and " +
                                  std::to_string(units_.size()) + " 'units'; wanted one for each, or no 'units'");
    for (std::size_t i = 0; i < times_.size(); ++i) {
      const auto step = step_that_ends_at(times_[i]);
      if (!units_.empty())
        add(step, units_[i]);
      else
        for (bouton::Unit unit = slice().begin; unit < slice().end; ++unit) add(step, unit);
    }
    if (!file_.empty()) add_file();
    std::ranges::sort(spikes_);
    const auto twice = std::ranges::adjacent_find(spikes_);
    if (twice != spikes_.end())
      throw std::invalid_argument("unit " + std::to_string(twice->unit) + " has two spikes in step " +
                                  std::to_string(twice->step) + "; a unit spikes at most once in a step");
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (largest_unit_ >= in.previous.values.size())
      throw std::invalid_argument("there is a spike of unit " + std::to_string(largest_unit_) + ", but there are " +
                                  std::to_string(in.previous.values.size()) + " units");
    std::ranges::fill(out, 0.0);
    // The place follows from the step, which may have been set: state is restored without a call.
    const bool is_next =
        (next_ == 0 || spikes_[next_ - 1].step < step_) && (next_ == spikes_.size() || spikes_[next_].step >= step_);
    if (!is_next)
      next_ = static_cast<std::size_t>(std::ranges::lower_bound(spikes_, Spike{step_, 0}) - spikes_.begin());
    for (; next_ < spikes_.size() && spikes_[next_].step == step_; ++next_)
      out[spikes_[next_].unit - slice().begin] = 1.0;
    ++step_;
  }

  void reset() override { step_ = 0; }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.counter("step", step_, {"steps", "steps since the beginning or the last reset"});
  }

 private:
  struct Spike {
    std::uint64_t step;
    bouton::Unit unit;

    friend auto operator<=>(const Spike&, const Spike&) = default;
  };

  std::uint64_t step_that_ends_at(double time) const {
    const auto end = on_grid("'times'", time);
    if (end == 0)
      throw std::invalid_argument("'times' has " + std::to_string(time) + " ms, before the end of any step");
    return end - 1;
  }

  void add_file() {
    const auto file = read_spike_file(file_);
    for (std::size_t i = 0; i < file.when.size(); ++i) {
      const double when = file.when[i];
      switch (file.column) {
        case SpikeColumn::time: add(step_that_ends_at(when), file.units[i]); break;
        case SpikeColumn::begin: add(on_grid("'ms'", when), file.units[i]); break;
        case SpikeColumn::step:
          if (!(when >= 0 && when < 0x1p53 && when == std::floor(when)))
            throw std::invalid_argument(file_.string() + " has a step " + std::to_string(when));
          add(static_cast<std::uint64_t>(when), file.units[i]);
      }
    }
  }

  void add(std::uint64_t step, double unit) {
    if (!(unit >= 0 && unit < 0x1p32 && unit == std::floor(unit)))
      throw std::invalid_argument("there is a spike of unit " + std::to_string(unit) + "; units are counted from 0");
    const auto own = static_cast<bouton::Unit>(unit);
    largest_unit_ = std::max(largest_unit_, own);
    if (own >= slice().begin && own < slice().end) spikes_.push_back({step, own});
  }

  std::vector<double> times_, units_;
  std::filesystem::path file_;
  std::vector<Spike> spikes_;  // of the slice, ordered by step
  bouton::Unit largest_unit_ = 0;
  std::size_t next_ = 0;  // the first spike that is still to come
  std::uint64_t step_ = 0;
};

}  // namespace

BOUTON_PLUGIN(SpikeTimes)
