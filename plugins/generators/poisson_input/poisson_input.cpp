#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <bouton/plugin.hpp>

#include "poisson_table.hpp"

namespace {

/// How often many independent Poisson trains together fire in each step.
class PoissonInput final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<PoissonInput>& d) {
    d.type("poisson_input", "how often many independent Poisson trains together fire in a step")
        .version("1.0", "Bouton")
        .output(bouton::OutputKind::analog)
        .local();
    d.parameter("rate", &PoissonInput::rate_, "mean rate of one train").unit("Hz").at_least(0);
    d.parameter("count", &PoissonInput::count_, "how many trains a unit has").at_least(0).default_value(1.0);
  }

  void prepare() override {
    leading_ = random("counts");
    remaining_ = random("remaining bits");
    const bool is_one = rate_.is_uniform() && count_.is_uniform();
    // Many tables must be small, to stay in the cache.
    const unsigned spare_bits = is_one ? 5 : 3;
    auto old = std::exchange(tables_, {});
    table_of_.resize(is_one ? 1 : size());
    for (std::size_t k = 0; k < table_of_.size(); ++k) {
      const double mean = mean_of(k);
      // Parameters that follow a data set change often, and most of their values come again.
      if (auto made = old.extract(mean)) tables_.insert(std::move(made));
      table_of_[k] = &tables_.try_emplace(mean, mean, spare_bits).first->second;
    }
    levels_ = is_one && blocks_are_possible ? table_of_[0]->levels() : std::nullopt;
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const std::uint64_t step = in.step.index, begin = slice().begin, end = slice().end;
    std::uint64_t words[words_at_once];
    for (std::uint64_t unit = begin; unit < end;) {
      const std::uint64_t first = unit / units_per_word, last = (end - 1) / units_per_word;
      const std::size_t count = std::min<std::uint64_t>(std::size(words), last - first + 1);
      leading_.bits(first, step, {words, count});
      std::size_t i = 0;
      if (levels_ && unit % units_per_word == 0) {
        const std::size_t blocks = std::min(count / words_per_block, (end - unit) / draws_per_block);
        draw_blocks(step, unit, blocks, words, out.data() + (unit - begin));
        i = blocks * words_per_block;
        unit += blocks * draws_per_block;
      }
      for (; i < count; ++i) {
        const std::uint64_t until = std::min(end, (first + i + 1) * units_per_word);
        double* counts = out.data() + (unit - begin);
        const bool is_whole = until - unit == units_per_word;
        if (!is_whole || table_of_.size() > 1 || !table_of_[0]->if_certain(words[i], counts))
          for (std::uint64_t u = unit; u < until; ++u) *counts++ = draw(u, step, words[i]);
        unit = until;
      }
    }
  }

 private:
  // Unit u of the layer has 16 bits of the random word u / 4.
  static constexpr std::uint64_t units_per_word = 4;
  static constexpr std::size_t words_at_once = 256;

  double mean_of(std::size_t k) const {
    const double mean = rate_[k] * (1e-3 * dt()) * count_[k];
    if (mean > PoissonTable::largest_mean)
      throw std::invalid_argument("'rate' times 'count' times the step is " + std::to_string(mean) +
                                  " spikes; at most 1000000 are drawn (a current with noise does as well)");
    return mean;
  }

  /// The count of one unit, of which `word` has the leading bits.
  double draw(std::uint64_t unit, std::uint64_t step, std::uint64_t word) const {
    const auto leading = static_cast<std::uint16_t>(word >> unit % units_per_word * 16);
    const auto& table = *table_of_[table_of_.size() == 1 ? 0 : unit - slice().begin];
    const double count = table.if_certain(leading);
    return count >= 0 ? count : table.count(leading, [&] { return remaining_.bits(unit, step); });
  }

  /// The counts of so many blocks of units, from `unit` on.
  void draw_blocks(std::uint64_t step, std::uint64_t unit, std::size_t blocks, const std::uint64_t* words,
                   double* counts) const {
    std::uint8_t in_doubt[words_at_once / words_per_block];
    count_blocks(*levels_, blocks, words, counts, in_doubt);
    for (std::size_t block = 0; block < blocks; ++block) {
      if (!in_doubt[block]) continue;
      for (std::size_t k = block * draws_per_block; k < (block + 1) * draws_per_block; ++k)
        counts[k] = draw(unit + k, step, words[k / units_per_word]);
    }
  }

  bouton::PerUnit rate_, count_;
  bouton::Random leading_, remaining_;
  std::unordered_map<double, PoissonTable> tables_;  // by mean
  std::vector<const PoissonTable*> table_of_;        // one for all units, or one per unit
  std::optional<Levels> levels_;                     // of one for all, where it has few
};

}  // namespace

BOUTON_PLUGIN(PoissonInput)
