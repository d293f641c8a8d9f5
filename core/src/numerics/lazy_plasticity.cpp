#include <bouton/lazy_plasticity.hpp>

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

constexpr std::size_t most_ranked = 64;

/// How many of the keys, at most `most_ranked`, are smaller, for each of them. To sort so few with branches takes
/// longer: they cannot be foreseen.
BOUTON_VECTORIZED void rank(const std::uint32_t* keys, std::size_t count, std::uint32_t* ranks) {
  for (std::size_t i = 0; i < count; ++i) ranks[i] = 0;
  for (std::size_t j = 0; j < count; ++j)
    for (std::size_t i = 0; i < count; ++i) ranks[i] += keys[j] < keys[i];
}

}  // namespace

void LazyPlasticity::prepare() {
  PlasticSynapse::prepare();
  // All room that the log will ever need.
  entries_.reserve(most_entries);
  columns_.assign(source_size(0), {});
  listed_.reserve(source_size(0));
  listed_.clear();
  entries_.clear();
  is_fresh_ = true;
  clear_log();
}

void LazyPlasticity::propagate(const SynapseInputs& in, std::span<double> port) {
  const auto& pre = in.source(0);
  if (!pre.is_spikes)
    settle();
  else if (!entries_.empty())
    meet(pre.active);
  PlasticSynapse::propagate(in, port);
}

void LazyPlasticity::update(const SynapseInputs& in, const Signal& post, bool learn) {
  ++clock_;
  met_ = entries_.size();
  PlasticSynapse::update(in, post, learn);
  const auto& pre = in.source(0);
  if (!pre.is_spikes) settle();
  if (is_fresh_) return;
  for (const Unit unit : pre.active) {
    Column& column = columns_[unit];
    if (!column.is_listed) listed_.push_back(unit);
    column = {pre_trace()[unit], clock_, met_, true};
  }
}

void LazyPlasticity::settle() {
  if (is_fresh_) return;
  if (!entries_.empty()) {
    meet(listed_);
    entries_.clear();
    clear_log();
    met_ = 0;
  }
  is_fresh_ = true;
}

void LazyPlasticity::reset() {
  settle();
  PlasticSynapse::reset();
}

void LazyPlasticity::meet(std::span<const Unit> pres) {
  std::array<Late, most_ranked> late, in_order;
  std::array<std::uint32_t, most_ranked> keys, ranks;
  std::size_t count = 0;
  const auto catch_up_with = [&] {
    rank(keys.data(), count, ranks.data());
    for (std::size_t i = 0; i < count; ++i) in_order[ranks[i]] = late[i];
    for (std::size_t i = 0; i < count; i += most_together)
      catch_up(std::span(in_order).subspan(i, std::min(most_together, count - i)));
    for (std::size_t i = 0; i < count; ++i) late[i].column->done = entries_.size();
    count = 0;
  };
  for (const Unit pre : pres) {
    Column& column = columns_[pre];
    if (column.done == entries_.size()) continue;
    if (column.trace == 0.0) {
      column.done = entries_.size();
      continue;
    }
    keys[count] = static_cast<std::uint32_t>(column.done * most_ranked + count);
    late[count++] = {pre, &column};
    if (count == most_ranked) catch_up_with();
  }
  if (count > 0) catch_up_with();
}

/// Called when the traces have taken the present step.
void LazyPlasticity::start() {
  for (const Unit unit : listed_) columns_[unit] = {};
  listed_.clear();
  for (const Unit unit : pre_trace().nonzero()) {
    columns_[unit] = {pre_trace()[unit], clock_, 0, true};
    listed_.push_back(unit);
  }
  is_fresh_ = false;
}

}  // namespace bouton
