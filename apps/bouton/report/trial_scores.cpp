#include "report/trial_scores.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

/// Reads lines of texts between commas; none of the texts holds a comma or a quotation mark.
class Table {
 public:
  explicit Table(const std::filesystem::path& file) : file_(file), in_(file) {
    if (!in_) throw bouton::Error(fmt::format("{} cannot be read", file.string()));
    if (!next()) fail("is empty; wanted a line with the names of the columns");
    columns_ = std::vector<std::string>(cells_.begin(), cells_.end());
  }

  /// Whether there is another line; its cells can be read then.
  bool next() {
    if (!std::getline(in_, line_)) return false;
    ++number_;
    cells_.clear();
    for (std::size_t begin = 0; begin <= line_.size();) {
      const auto end = std::min(line_.find(',', begin), line_.size());
      cells_.push_back(std::string_view(line_).substr(begin, end - begin));
      begin = end + 1;
    }
    if (!columns_.empty() && cells_.size() != columns_.size())
      fail(fmt::format("has {} columns, wanted {}", cells_.size(), columns_.size()));
    return true;
  }

  std::size_t column(std::string_view name) const {
    const auto at = std::ranges::find(columns_, name);
    if (at == columns_.end()) fail(fmt::format("has no column '{}'", name));
    return static_cast<std::size_t>(at - columns_.begin());
  }
  std::size_t columns() const { return columns_.size(); }
  std::string text(std::size_t column) const { return std::string(cells_[column]); }
  bool is_empty(std::size_t column) const { return cells_[column].empty(); }
  std::uint64_t number(std::size_t column) const {
    std::uint64_t value = 0;
    const auto cell = cells_[column];
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size())
      fail(fmt::format("wanted a whole number under '{}', found '{}'", columns_[column], cell));
    return value;
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw bouton::Error(fmt::format("{}:{}: {}", file_.filename().string(), number_, why));
  }

 private:
  std::filesystem::path file_;
  std::ifstream in_;
  std::string line_;
  std::size_t number_ = 0;
  std::vector<std::string_view> cells_;
  std::vector<std::string> columns_;
};

bool belong_together(const TrialBlock& a, const TrialBlock& b) {
  return a.phase == b.phase && a.is_scored == b.is_scored;
}

/// Groups trials into blocks of one size, which doubles when there are too many.
class Blocks {
 public:
  void add(const std::string& phase, bool is_scored, bool is_correct, std::uint64_t trial) {
    TrialBlock one{phase, is_scored, trial, 1, is_correct ? 1u : 0u};
    if (!blocks_.empty() && belong_together(blocks_.back(), one) && blocks_.back().trials < size_) {
      ++blocks_.back().trials;
      blocks_.back().correct += one.correct;
      return;
    }
    if (blocks_.size() == most_) merge();
    blocks_.push_back(std::move(one));
  }
  std::vector<TrialBlock> take() { return std::move(blocks_); }

 private:
  void merge() {
    size_ *= 2;
    std::vector<TrialBlock> merged;
    for (auto& block : blocks_) {
      if (!merged.empty() && belong_together(merged.back(), block) && merged.back().trials + block.trials <= size_) {
        merged.back().trials += block.trials;
        merged.back().correct += block.correct;
      } else {
        merged.push_back(std::move(block));
      }
    }
    // Many short phases do not become one: the older half makes place.
    if (merged.size() > most_ / 2 && size_ > longest_) merged.erase(merged.begin(), merged.end() - most_ / 2);
    blocks_ = std::move(merged);
    if (blocks_.size() == most_) merge();
  }

  static constexpr std::size_t most_ = 400;
  static constexpr std::uint64_t longest_ = std::uint64_t{1} << 40;
  std::uint64_t size_ = 1;
  std::vector<TrialBlock> blocks_;
};

}  // namespace

Predictions read_predictions(const std::filesystem::path& file) {
  constexpr std::size_t most_mistakes = 60, most_of_a_kind = 2;
  Table table(file);
  const auto phase = table.column("phase"), sample = table.column("sample"), target = table.column("target"),
             predicted = table.column("predicted"), phase_number = table.column("phase_number"),
             scored = table.column("scored");
  Predictions predictions;
  Blocks blocks;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> of_a_kind;
  bool has_scored = false;
  for (; table.next(); ++predictions.trials) {
    const bool is_scored = table.number(scored) != 0;
    Mistake trial{table.number(sample), table.number(target), std::nullopt};
    if (!table.is_empty(predicted)) trial.predicted = table.number(predicted);
    const bool is_correct = trial.predicted == trial.target;
    blocks.add(table.text(phase), is_scored, is_correct, predictions.trials);
    if (!is_scored) continue;
    if (const auto number = table.number(phase_number); !has_scored || number != predictions.mistakes_phase_number) {
      has_scored = true;
      predictions.mistakes_phase = table.text(phase);
      predictions.mistakes_phase_number = number;
      predictions.mistakes.clear();
      of_a_kind.clear();
    }
    if (is_correct || predictions.mistakes.size() == most_mistakes) continue;
    constexpr auto none = static_cast<std::size_t>(-1);
    if (of_a_kind[{trial.target, trial.predicted.value_or(none)}]++ < most_of_a_kind)
      predictions.mistakes.push_back(trial);
  }
  predictions.blocks = blocks.take();
  return predictions;
}

std::vector<Confusion> read_confusion(const std::filesystem::path& file, std::size_t most) {
  Table table(file);
  const auto phase = table.column("phase"), phase_number = table.column("phase_number"), none = table.column("none");
  const auto first = table.column("target") + 1;
  std::vector<Confusion> all;
  while (table.next()) {
    const auto number = table.number(phase_number);
    if (all.empty() || all.back().phase_number != number) {
      if (all.size() == most) all.erase(all.begin());
      all.push_back({table.text(phase), static_cast<std::size_t>(number), phase_number - first, {}});
    }
    auto& row = all.back().counts.emplace_back();
    for (std::size_t unit = 0; unit < all.back().units; ++unit) row.push_back(table.number(first + unit));
    row.push_back(table.number(none));
  }
  return all;
}

}  // namespace bouton_program
