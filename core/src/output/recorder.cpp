#include <bouton/recorder.hpp>

#include "base/decimal.hpp"

namespace bouton {

double Recorder::milliseconds(std::uint64_t step) const { return multiply_decimal(static_cast<double>(step), dt()); }

}  // namespace bouton
