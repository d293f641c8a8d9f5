#include <bouton/weights.hpp>

#include <algorithm>
#include <tuple>

namespace bouton {

// Every sum over presynaptic units adds one column after the other, in ascending order of the presynaptic unit: the
// order is the same for spikes and for analog values, and does not depend on how the postsynaptic units are cut.

WeightMatrix WeightMatrix::dense(std::size_t pre_size, Slice post, double value) {
  WeightMatrix w;
  w.form_ = WeightForm::dense;
  w.pre_size_ = pre_size;
  w.post_ = post;
  w.values_.assign(pre_size * post.size(), value);
  return w;
}

WeightMatrix WeightMatrix::diagonal(std::size_t pre_size, Slice post, std::vector<double> values) {
  WeightMatrix w;
  w.form_ = WeightForm::diagonal;
  w.pre_size_ = pre_size;
  w.post_ = post;
  w.values_ = std::move(values);
  return w;
}

WeightMatrix WeightMatrix::sparse(std::size_t pre_size, Slice post, std::span<const WeightEntry> entries) {
  WeightMatrix w;
  w.form_ = WeightForm::sparse;
  w.pre_size_ = pre_size;
  w.post_ = post;

  std::vector<WeightEntry> mine;
  for (const auto& e : entries)
    if (e.post >= post.begin && e.post < post.end) mine.push_back(e);
  std::stable_sort(mine.begin(), mine.end(), [](const WeightEntry& a, const WeightEntry& b) {
    return std::tie(a.pre, a.post) < std::tie(b.pre, b.post);
  });

  w.offsets_.assign(pre_size + 1, 0);
  const WeightEntry* last = nullptr;
  for (const auto& e : mine) {
    if (last && last->pre == e.pre && last->post == e.post) {
      w.values_.back() += e.value;
    } else {
      w.values_.push_back(e.value);
      w.posts_.push_back(e.post - post.begin);
      ++w.offsets_[e.pre + 1];
    }
    last = &e;
  }
  for (std::size_t pre = 0; pre < pre_size; ++pre) w.offsets_[pre + 1] += w.offsets_[pre];
  return w;
}

template <class F>
void WeightMatrix::for_each_place(F f) const {
  struct Place {
    Unit post;
    Unit pre;
    std::size_t index;
  };
  std::vector<Place> places;
  places.reserve(count());
  for (std::size_t pre = 0; pre < pre_size_; ++pre)
    for (std::size_t i = column_begin(pre), k = 0; i < column_begin(pre + 1); ++i, ++k) {
      Unit post = static_cast<Unit>(k);
      if (form_ == WeightForm::sparse) post = posts_[i];
      if (form_ == WeightForm::diagonal) post = static_cast<Unit>(i);
      places.push_back({post, static_cast<Unit>(pre), i});
    }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.post < b.post; });
  for (const Place& place : places) f(post_.begin + place.post, place.pre, place.index);
}

std::vector<WeightEntry> WeightMatrix::entries() const {
  std::vector<WeightEntry> all;
  all.reserve(count());
  for_each_place([&](Unit post, Unit pre, std::size_t index) { all.push_back({post, pre, values_[index]}); });
  return all;
}

void WeightMatrix::assign_in_order(std::span<const double> values) {
  std::size_t next = 0;
  for_each_place([&](Unit, Unit, std::size_t index) { values_[index] = values[next++]; });
}

namespace {

/// Calls f(pre, scale) for every presynaptic unit that is not silent, ascending; `scale` turns a weight into its
/// contribution. A silent unit is passed over on both paths: both give the same bits, signed zeros included.
template <class F>
void for_each_source(const Signal& x, F f) {
  if (x.is_spikes) {
    for (const Unit pre : x.active) f(pre, [](double w) { return w; });
  } else {
    for (std::size_t pre = 0; pre < x.values.size(); ++pre)
      if (const double value = x.values[pre]; value != 0.0) f(pre, [value](double w) { return w * value; });
  }
}

}  // namespace

void WeightMatrix::accumulate(const Signal& x, std::span<double> port) const {
  const double* const w = values_.data();
  double* const sums = port.data();
  switch (form_) {
    case WeightForm::dense:
      for_each_source(x, [=, n = post_.size()](std::size_t pre, auto scale) {
        const double* column = w + pre * n;
        for (std::size_t k = 0; k < n; ++k) sums[k] += scale(column[k]);
      });
      break;
    case WeightForm::sparse:
      for_each_source(x, [=, offsets = offsets_.data(), posts = posts_.data()](std::size_t pre, auto scale) {
        const std::size_t end = offsets[pre + 1];
        for (std::size_t i = offsets[pre]; i < end; ++i) sums[posts[i]] += scale(w[i]);
      });
      break;
    case WeightForm::diagonal:
      for_each_source(x, [=, post = post_](std::size_t pre, auto scale) {
        if (pre >= post.begin && pre < post.end) sums[pre - post.begin] += scale(w[pre - post.begin]);
      });
      break;
  }
}

}  // namespace bouton
