#include "description/same_setting.hpp"

#include <type_traits>
#include <variant>

namespace bouton {

bool is_same(const ParameterSetting& a, const ParameterSetting& b) {
  if (a.declaration->name != b.declaration->name || a.value.index() != b.value.index()) return false;
  return std::visit(
      [&]<class T>(const T& value) {
        const auto& other = std::get<T>(b.value);
        if constexpr (std::is_same_v<T, Matrix>)
          return value.columns == other.columns && value.values == other.values;
        else
          return value == other;
      },
      a.value);
}

}  // namespace bouton
