#include "run/scores.hpp"

#include <fmt/format.h>

#include <bouton/error.hpp>
#include <bouton/whole_file.hpp>

#include "base/first_error.hpp"

namespace bouton {

Scores::Scores(const std::filesystem::path& folder, std::size_t units)
    : predictions_path_(folder / "predictions.csv"),
      confusion_path_(folder / "confusion.csv"),
      predictions_(partial_name(predictions_path_)),
      confusion_(partial_name(confusion_path_)),
      units_(units) {
  // Found out now, not after hours of running.
  for (const auto& path : {predictions_path_, confusion_path_})
    if (std::filesystem::is_directory(path))
      throw Error(fmt::format("{} cannot be written: there is a folder of this name", path.string()));
  if (!predictions_) throw Error(fmt::format("{} cannot be written", predictions_path_.string()));
  if (!confusion_) throw Error(fmt::format("{} cannot be written", confusion_path_.string()));
  predictions_ << "phase,sample,target,predicted,phase_number,scored\n";
  confusion_ << "phase,target";
  for (std::size_t unit = 0; unit < units_; ++unit) confusion_ << ',' << unit;
  confusion_ << ",phase_number,none\n";
}

void Scores::begin_phase(const std::string& name, std::size_t number) {
  phase_ = name;
  number_ = number;
  is_scored_ = true;
  counts_.assign(units_ * (units_ + 1), 0);
}

void Scores::add(std::uint64_t sample, std::size_t target, std::optional<std::size_t> predicted, bool is_scored) {
  is_scored_ = is_scored_ && is_scored;
  ++counts_[target * (units_ + 1) + predicted.value_or(units_)];
  predictions_ << fmt::format("{},{},{},{},{},{}\n", phase_, sample, target,
                              predicted ? fmt::to_string(*predicted) : "", number_, is_scored ? 1 : 0);
}

void Scores::end_phase() {
  if (!is_scored_) return;
  is_scored_ = false;
  for (std::size_t target = 0; target < units_; ++target) {
    const auto* row = &counts_[target * (units_ + 1)];
    confusion_ << phase_ << ',' << target;
    for (std::size_t unit = 0; unit < units_; ++unit) confusion_ << ',' << row[unit];
    confusion_ << ',' << number_ << ',' << row[units_] << '\n';
  }
}

void Scores::close() {
  end_phase();
  FirstError error;
  error.attempt([&] { complete(predictions_, predictions_path_); });
  error.attempt([&] { complete(confusion_, confusion_path_); });
  error.rethrow();
}

void Scores::complete(std::ofstream& out, const std::filesystem::path& file) {
  out.close();
  if (out.fail()) throw Error(fmt::format("{} could not be written completely; is the disk full?", file.string()));
  put_in_place(partial_name(file), file);
  files_.push_back(file);
}

}  // namespace bouton
