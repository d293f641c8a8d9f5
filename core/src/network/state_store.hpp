/// The memory of what an element declares as state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/state.hpp>
#include <bouton/state_declaration.hpp>

#include "description/description.hpp"

namespace bouton {

/// Memory that begins at a cache line and ends with its last value, so that what checks memory sees who writes behind
/// it.
template <class T>
struct StateAllocator {
  using value_type = T;

  StateAllocator() = default;
  template <class U>
  StateAllocator(const StateAllocator<U>&) {}

  T* allocate(std::size_t n) {
    const std::size_t bytes = n * sizeof(T);
    return static_cast<T*>(is_large(bytes) ? allocate_aligned(bytes) : ::operator new(bytes, alignment));
  }
  void deallocate(T* memory, std::size_t n) noexcept {
    is_large(n * sizeof(T)) ? free_aligned(memory, n * sizeof(T)) : ::operator delete(memory, alignment);
  }

  friend bool operator==(StateAllocator, StateAllocator) { return true; }

 private:
  static constexpr std::align_val_t alignment{64};
  static constexpr bool is_large(std::size_t bytes) { return bytes >= std::size_t{1} << 20; }
};

/// Holds the declared state of all slices of one element. A variable is one array for the whole layer, of which each
/// slice's instance sees its part. A variable per presynaptic unit has a copy for each slice, one after the other, each
/// from the begin of a cache line.
class StateStore {
 public:
  StateStore() = default;
  /// `sources` are the sizes of a synapse's presynaptic signals. Throws std::bad_alloc.
  StateStore(const ElementDescription& element, std::span<const Slice> slices,
             std::span<const std::size_t> sources = {});

  /// Gives the element's members their memory, with the initial values in it. `slice` is the index of the slice that it
  /// covers.
  void bind(Element& element, std::size_t slice);
  /// Puts the initial values in place, but for state that is kept.
  void reset(Element& element, std::size_t slice);
  /// Puts those initial values in place again that the network file gives: they win over the element's own reset.
  void reset_given(Element& element, std::size_t slice);
  /// Shows a slice's declared variables, in the order of the declaration.
  void show(Element& element, std::size_t slice, StateVisitor& visitor);

  template <class T>
  using Values = std::vector<T, StateAllocator<T>>;
  /// A variable, with its values for all slices.
  struct Variable {
    const StateDeclaration* declaration;
    const InitialSetting* given;  ///< by the network file, or null
    std::variant<Values<double>, Values<std::int32_t>> values;
    std::size_t size;    ///< of the values that a person sees: the layer's units, or the source's
    std::size_t stride;  ///< of a variable per source: from one slice's copy to the next
  };
  /// The variables that exist: not those of sources that the element lacks.
  const std::vector<Variable>& variables() const { return variables_; }
  /// Null if there is none of that name.
  const Variable* find(std::string_view name) const;
  /// The values of a variable of real numbers, for the whole layer. There is one of that name.
  std::span<double> values(std::string_view name);
  /// Appends the values that a person sees; of a variable per source the first slice's copy stands for all.
  static void append_values(const Variable& variable, std::vector<double>& to);
  std::size_t bytes() const;

 private:
  StateMemory memory(Variable& variable, std::size_t slice);
  void put_initial(Element& element, Variable& variable, std::size_t slice);

  std::vector<Slice> slices_;
  std::vector<Variable> variables_;
};

}  // namespace bouton
