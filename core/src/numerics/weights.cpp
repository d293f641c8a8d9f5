#include <bouton/weights.hpp>

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>

#include "numerics/columns.hpp"

namespace bouton {

namespace {

template <class To, class From>
void put(To& to, From value) {
  to = static_cast<To>(value);
}

/// Several at a time, which is what vector instructions do.
template <class T>
std::pair<double, double> extremes_of(std::span<const T> values) {
  constexpr std::size_t lanes = 16;
  T least[lanes], most[lanes];
  std::ranges::fill(least, values[0]);
  std::ranges::fill(most, values[0]);
  bool are_numbers = true;
  const auto take = [&](T w, std::size_t lane) {
    are_numbers &= w == w;
    least[lane] = std::min(least[lane], w);
    most[lane] = std::max(most[lane], w);
  };
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) take(values[i + lane], lane);
  for (; i < values.size(); ++i) take(values[i], 0);
  if (are_numbers) return {*std::ranges::min_element(least), *std::ranges::max_element(most)};
  const double none = *std::ranges::find_if(values, [](T w) { return !(w == w); });
  return {none, none};
}

}  // namespace

WeightMatrix WeightMatrix::dense(std::size_t pre_size, Slice post, double value) {
  WeightMatrix w;
  w.form_ = WeightForm::dense;
  w.pre_size_ = pre_size;
  w.post_ = post;
  w.doubles_.assign(pre_size * post.size(), value);
  return w;
}

WeightMatrix WeightMatrix::diagonal(std::size_t pre_size, Slice post, std::vector<double> values) {
  WeightMatrix w;
  w.form_ = WeightForm::diagonal;
  w.pre_size_ = pre_size;
  w.post_ = post;
  w.doubles_.assign(values.begin(), values.end());
  return w;
}

WeightMatrix WeightMatrix::sparse(std::size_t pre_size, Slice post, std::span<const WeightEntry> entries) {
  std::vector<WeightEntry> mine;
  for (const auto& e : entries)
    if (e.post >= post.begin && e.post < post.end) mine.push_back(e);
  const auto pair_of = [](const WeightEntry& e) { return std::pair(e.pre, e.post); };
  std::ranges::stable_sort(mine, {}, pair_of);
  std::size_t count = 0;
  for (const auto& e : mine)
    if (count > 0 && pair_of(mine[count - 1]) == pair_of(e))
      mine[count - 1].value += e.value;
    else
      mine[count++] = e;
  mine.resize(count);

  std::vector<std::vector<std::uint32_t>> counts(1, std::vector<std::uint32_t>(pre_size));
  for (const auto& e : mine) ++counts[0][e.pre];
  const auto index = std::make_shared<ColumnIndex>(counts, false);
  for (std::size_t i = 0; i < mine.size(); ++i) index->set_target(i, mine[i].post - post.begin);
  auto w = sparse(index, post);
  for (std::size_t i = 0; i < mine.size(); ++i) w.doubles_[i] = mine[i].value;
  return w;
}

WeightMatrix WeightMatrix::sparse(std::shared_ptr<const ColumnIndex> index, Slice post,
                                  std::vector<std::uint32_t> delays, WeightPrecision precision) {
  WeightMatrix w;
  w.form_ = WeightForm::sparse;
  w.pre_size_ = index->columns();
  w.post_ = post;
  w.precision_ = precision;
  if (precision == WeightPrecision::float32)
    w.floats_.resize(index->count());
  else
    w.doubles_.resize(index->count());
  w.index_ = std::move(index);
  w.delays_ = std::move(delays);
  return w;
}

WeightMatrix WeightMatrix::dense_constant(std::size_t pre_size, Slice post, double value) {
  auto w = dense(0, post);
  w.pre_size_ = pre_size;
  w.be_constant(value);
  return w;
}

WeightMatrix WeightMatrix::diagonal_constant(std::size_t pre_size, Slice post, double value) {
  auto w = diagonal(pre_size, post, {});
  w.be_constant(value);
  return w;
}

WeightMatrix WeightMatrix::sparse_constant(std::shared_ptr<const ColumnIndex> index, Slice post,
                                           std::vector<std::uint32_t> delays, double value, WeightPrecision precision) {
  WeightMatrix w;
  w.form_ = WeightForm::sparse;
  w.pre_size_ = index->columns();
  w.post_ = post;
  w.precision_ = precision;
  w.index_ = std::move(index);
  w.delays_ = std::move(delays);
  w.be_constant(value);
  return w;
}

void WeightMatrix::store_constant() {
  if (precision_ == WeightPrecision::float32)
    floats_.assign(count(), static_cast<float>(constant_));
  else
    doubles_.assign(count(), constant_);
  is_constant_ = false;
}

template <class F>
void WeightMatrix::for_each_place(F f) const {
  if (form_ == WeightForm::dense) {
    for (std::size_t k = 0; k < post_.size(); ++k)
      for (std::size_t pre = 0; pre < pre_size_; ++pre)
        f(static_cast<Unit>(post_.begin + k), static_cast<Unit>(pre), pre * post_.size() + k, std::size_t{0});
    return;
  }
  if (form_ == WeightForm::diagonal) {
    for (std::size_t k = 0; k < post_.size(); ++k)
      f(static_cast<Unit>(post_.begin + k), static_cast<Unit>(post_.begin + k), k, std::size_t{0});
    return;
  }
  // A counting sort by postsynaptic unit: columns are visited in the order of their presynaptic units.
  struct Place {
    std::size_t index;
    Unit pre;
    std::uint32_t delay;
  };
  std::vector<std::size_t> next(post_.size() + 1);
  for (std::size_t place = 0; place < count(); ++place) ++next[index_->target(place) + 1];
  for (std::size_t k = 0; k < post_.size(); ++k) next[k + 1] += next[k];
  std::vector<Place> places(count());
  for (std::size_t pre = 0; pre < index_->sources(); ++pre)
    index_->for_each_of(pre, [&](std::size_t delay, std::size_t place) {
      places[next[index_->target(place)]++] = {place, static_cast<Unit>(pre), static_cast<std::uint32_t>(delay)};
    });
  for (std::size_t k = 0, i = 0; k < post_.size(); ++k)
    for (; i < next[k]; ++i) f(static_cast<Unit>(post_.begin + k), places[i].pre, places[i].index, places[i].delay);
}

std::vector<WeightEntry> WeightMatrix::entries() const {
  std::vector<WeightEntry> all;
  all.reserve(count());
  for_each_place([&](Unit post, Unit pre, std::size_t place, std::size_t delay) {
    all.push_back({post, pre, value_at(place), delays_.empty() ? 0 : delays_[delay]});
  });
  return all;
}

void WeightMatrix::assign_in_order(std::span<const double> values) {
  if (is_constant_ && std::ranges::all_of(values, [&](double value) { return value == constant_; })) return;
  visit_values([&](auto weights) {
    std::size_t next = 0;
    for_each_place([&](Unit, Unit, std::size_t place, std::size_t) { put(weights[place], values[next++]); });
  });
}

std::pair<double, double> WeightMatrix::extremes() const {
  if (count() == 0) return {0, 0};
  if (is_constant_) return {constant_, constant_};
  return precision_ == WeightPrecision::float32 ? extremes_of<float>(floats_) : extremes_of<double>(doubles_);
}

void WeightMatrix::store_as(WeightPrecision precision) {
  if (precision == precision_) return;
  const auto copy = [](auto& from, auto& to) {
    to.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) put(to[i], from[i]);
    std::remove_cvref_t<decltype(from)>().swap(from);
  };
  if (precision == WeightPrecision::float32) {
    constant_ = static_cast<double>(static_cast<float>(constant_));
    copy(doubles_, floats_);
  } else {
    copy(floats_, doubles_);
  }
  precision_ = precision;
}

template <class F>
void WeightMatrix::visit_stored(bool negative, F&& f) const {
  if (is_constant_) return f(SameWeight{negative ? -constant_ : constant_});
  const auto stored = [&]<class T>(const T* weights) { negative ? f(Negative<T>{weights}) : f(weights); };
  precision_ == WeightPrecision::float32 ? stored(floats_.data()) : stored(doubles_.data());
}

void WeightMatrix::accumulate(const Signal& x, std::span<double> port, bool subtract) const {
  if (form_ == WeightForm::dense && !is_constant_) {
    // Turning the sign of the sum before and after subtracts each term in turn, to the bit.
    const auto negate = [&] {
      for (double& sum : port) sum = -sum;
    };
    if (subtract) negate();
    precision_ == WeightPrecision::float32 ? add_dense(x, floats_.data(), post_.size(), port.data())
                                           : add_dense(x, doubles_.data(), post_.size(), port.data());
    if (subtract) negate();
    return;
  }
  if (form_ == WeightForm::dense)
    return add_dense(x, SameWeight{subtract ? -constant_ : constant_}, post_.size(), port.data());
  visit_stored(subtract, [&](auto w) {
    form_ == WeightForm::sparse ? add_sparse(x, w, *index_, port.data()) : add_diagonal(x, w, post_, port.data());
  });
}

void WeightMatrix::accumulate_runs(std::span<const ConnectionRun> runs, std::span<double> port, bool subtract) const {
  visit_stored(subtract, [&](auto w) { add_runs(runs, w, *index_, port.data()); });
}

void WeightMatrix::accumulate_arrivals(std::span<const Signal> x, std::span<double> port, bool subtract) const {
  visit_stored(subtract, [&](auto w) { add_arrivals(x, w, *index_, port.data()); });
}

}  // namespace bouton
