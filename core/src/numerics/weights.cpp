#include <bouton/weights.hpp>

#include <algorithm>
#include <tuple>
#include <type_traits>

#include "numerics/columns.hpp"

namespace bouton {

namespace {

template <class To, class From>
void put(To& to, From value) {
  to = static_cast<To>(value);
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
      w.doubles_.back() += e.value;
    } else {
      w.doubles_.push_back(e.value);
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
  for_each_place([&](Unit post, Unit pre, std::size_t index) {
    all.push_back({post, pre, precision_ == WeightPrecision::float32 ? floats_[index] : doubles_[index]});
  });
  return all;
}

void WeightMatrix::assign_in_order(std::span<const double> values) {
  visit_values([&](auto weights) {
    std::size_t next = 0;
    for_each_place([&](Unit, Unit, std::size_t index) { put(weights[index], values[next++]); });
  });
}

void WeightMatrix::store_as(WeightPrecision precision) {
  if (precision == precision_) return;
  const auto copy = [](auto& from, auto& to) {
    to.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) put(to[i], from[i]);
    std::remove_cvref_t<decltype(from)>().swap(from);
  };
  if (precision == WeightPrecision::float32)
    copy(doubles_, floats_);
  else
    copy(floats_, doubles_);
  precision_ = precision;
}

void WeightMatrix::accumulate(const Signal& x, std::span<double> port) const {
  const auto through = [&](const auto* w) {
    switch (form_) {
      case WeightForm::dense: add_dense(x, w, post_.size(), port.data()); break;
      case WeightForm::sparse: add_sparse(x, w, offsets_.data(), posts_.data(), port.data()); break;
      case WeightForm::diagonal: add_diagonal(x, w, post_, port.data()); break;
    }
  };
  if (precision_ == WeightPrecision::float32)
    through(floats_.data());
  else
    through(doubles_.data());
}

}  // namespace bouton
