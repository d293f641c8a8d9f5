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

std::size_t WeightMatrix::column_begin(std::size_t pre) const {
  switch (form_) {
    case WeightForm::dense: return pre * post_.size();
    case WeightForm::sparse: return offsets_[pre];
    case WeightForm::diagonal: return std::clamp<std::size_t>(pre, post_.begin, post_.end) - post_.begin;
  }
  return 0;
}

std::size_t WeightMatrix::column_end(std::size_t pre) const { return column_begin(pre + 1); }

WeightMatrix::Column WeightMatrix::column(std::size_t pre) {
  const std::size_t begin = column_begin(pre);
  const std::size_t end = form_ == WeightForm::sparse ? offsets_[pre + 1] : column_end(pre);
  Column c;
  c.values = std::span(values_).subspan(begin, end - begin);
  if (form_ == WeightForm::sparse) c.posts = std::span<const Unit>(posts_).subspan(begin, end - begin);
  if (form_ == WeightForm::diagonal) c.first_post = static_cast<Unit>(begin);
  return c;
}

std::vector<WeightEntry> WeightMatrix::entries() const {
  std::vector<WeightEntry> all;
  all.reserve(count());
  for (std::size_t pre = 0; pre < pre_size_; ++pre)
    for (std::size_t i = column_begin(pre), k = 0; i < column_end(pre); ++i, ++k) {
      Unit post = static_cast<Unit>(k);
      if (form_ == WeightForm::sparse) post = posts_[i];
      if (form_ == WeightForm::diagonal) post = static_cast<Unit>(i);
      all.push_back({post_.begin + post, static_cast<Unit>(pre), values_[i]});
    }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.post < b.post; });
  return all;
}

void WeightMatrix::add_column(std::size_t pre, std::span<double> port) const {
  const double* w = values_.data() + column_begin(pre);
  const std::size_t n = column_end(pre) - column_begin(pre);
  switch (form_) {
    case WeightForm::dense:
      for (std::size_t k = 0; k < n; ++k) port[k] += w[k];
      break;
    case WeightForm::sparse: {
      const Unit* post = posts_.data() + column_begin(pre);
      for (std::size_t k = 0; k < n; ++k) port[post[k]] += w[k];
      break;
    }
    case WeightForm::diagonal:
      if (n) port[column_begin(pre)] += w[0];
      break;
  }
}

void WeightMatrix::add_scaled_column(std::size_t pre, double x, std::span<double> port) const {
  const double* w = values_.data() + column_begin(pre);
  const std::size_t n = column_end(pre) - column_begin(pre);
  switch (form_) {
    case WeightForm::dense:
      for (std::size_t k = 0; k < n; ++k) port[k] += w[k] * x;
      break;
    case WeightForm::sparse: {
      const Unit* post = posts_.data() + column_begin(pre);
      for (std::size_t k = 0; k < n; ++k) port[post[k]] += w[k] * x;
      break;
    }
    case WeightForm::diagonal:
      if (n) port[column_begin(pre)] += w[0] * x;
      break;
  }
}

void WeightMatrix::accumulate(const Signal& x, std::span<double> port) const {
  if (x.is_spikes) {
    for (const Unit pre : x.active) add_column(pre, port);
  } else {
    // A silent unit is passed over as on the path for spikes: both give the same bits, signed zeros included.
    for (std::size_t pre = 0; pre < pre_size_; ++pre)
      if (x.values[pre] != 0.0) add_scaled_column(pre, x.values[pre], port);
  }
}

}  // namespace bouton
