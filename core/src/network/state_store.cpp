#include "network/state_store.hpp"

#include <algorithm>
#include <type_traits>

namespace bouton {

namespace {

constexpr std::size_t cache_line = 64;

template <class T>
T as(double x) {
  if constexpr (std::is_same_v<T, double>)
    return x;
  else
    return nearest_count(x);
}

}  // namespace

StateStore::StateStore(const ElementDescription& element, std::span<const Slice> slices,
                       std::span<const std::size_t> sources)
    : slices_(slices.begin(), slices.end()) {
  if (!element.type) return;
  for (const auto& d : element.type->declaration.states) {
    if (d.source && *d.source >= sources.size()) continue;
    const auto given = std::ranges::find(element.initial, &d, &InitialSetting::declaration);
    const std::size_t number = d.is_count ? sizeof(std::int32_t) : sizeof(double);
    const std::size_t per_line = cache_line / number;
    std::size_t size = d.source ? sources[*d.source] : 0, stride = (size + per_line - 1) / per_line * per_line;
    if (!d.source)
      for (const auto slice : slices_) size = std::max<std::size_t>(size, slice.end);
    Variable v{&d, given == element.initial.end() ? nullptr : &*given, {}, size, stride};
    const std::size_t count = d.source && !slices_.empty() ? stride * (slices_.size() - 1) + size : size;
    if (d.is_count)
      v.values.emplace<Values<std::int32_t>>(count);
    else
      v.values.emplace<Values<double>>(count);
    variables_.push_back(std::move(v));
  }
}

StateMemory StateStore::memory(Variable& v, std::size_t slice) {
  return std::visit(
      [&](auto& values) -> StateMemory {
        if (v.declaration->source) return std::span(values).subspan(slice * v.stride, v.size);
        return std::span(values).subspan(slices_[slice].begin, slices_[slice].size());
      },
      v.values);
}

void StateStore::bind(Element& element, std::size_t slice) {
  for (auto& v : variables_) {
    v.declaration->bind(element, memory(v, slice));
    put_initial(element, v, slice);
  }
}

void StateStore::put_initial(Element& element, Variable& v, std::size_t slice) {
  const std::size_t first = v.declaration->source ? 0 : slices_[slice].begin;
  std::visit(
      [&](auto values) {
        using T = typename decltype(values)::value_type;
        if (v.given && v.given->values.size() > 1)
          std::transform(v.given->values.begin() + static_cast<std::ptrdiff_t>(first),
                         v.given->values.begin() + static_cast<std::ptrdiff_t>(first + values.size()), values.begin(),
                         as<T>);
        else
          std::ranges::fill(values, as<T>(v.given ? v.given->values[0] : v.declaration->initial));
      },
      memory(v, slice));
  if (v.declaration->note_written) v.declaration->note_written(element);
}

void StateStore::reset(Element& element, std::size_t slice) {
  for (auto& v : variables_)
    if (!v.declaration->is_kept) put_initial(element, v, slice);
}

void StateStore::reset_given(Element& element, std::size_t slice) {
  for (auto& v : variables_)
    if (v.given && !v.declaration->is_kept) put_initial(element, v, slice);
}

void StateStore::show(Element& element, std::size_t slice, StateVisitor& visitor) {
  for (auto& v : variables_) {
    const auto& d = *v.declaration;
    const StateText text{d.unit, d.summary};
    std::visit(
        [&](auto values) {
          if constexpr (std::is_same_v<typename decltype(values)::value_type, double>)
            d.source ? visitor.per_source(d.name, values, *d.source, text) : visitor.per_unit(d.name, values, text);
          else
            d.source ? visitor.counts_per_source(d.name, values, *d.source, text)
                     : visitor.counts_per_unit(d.name, values, text);
        },
        memory(v, slice));
    if (d.note_written) d.note_written(element);
  }
}

const StateStore::Variable* StateStore::find(std::string_view name) const {
  const auto at =
      std::ranges::find(variables_, name, [](const auto& v) -> std::string_view { return v.declaration->name; });
  return at == variables_.end() ? nullptr : &*at;
}

std::span<double> StateStore::values(std::string_view name) {
  const auto at =
      std::ranges::find(variables_, name, [](const auto& v) -> std::string_view { return v.declaration->name; });
  return std::get<Values<double>>(at->values);
}

void StateStore::append_values(const Variable& v, std::vector<double>& to) {
  std::visit(
      [&](const auto& values) {
        to.insert(to.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(v.size));
      },
      v.values);
}

std::size_t StateStore::bytes() const {
  std::size_t sum = 0;
  for (const auto& v : variables_)
    sum += std::visit([](const auto& values) { return values.size() * sizeof(values[0]); }, v.values);
  return sum;
}

}  // namespace bouton
