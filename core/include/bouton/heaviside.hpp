/// The Heaviside step function.
#pragma once

namespace bouton {

/// 1 where x > 0, else 0 (also at 0).
constexpr double heaviside(double x) { return x > 0.0 ? 1.0 : 0.0; }

}  // namespace bouton
