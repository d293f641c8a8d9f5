/// Arithmetic on numbers as they are written: 0.3 / 0.1 is 3, and 50 * 0.1 is 5.
#pragma once

namespace bouton {

/// A double stands for the shortest decimal text that reads back to it. Each function computes with those texts and
/// returns the double that is nearest to the result, so that nobody sees the error of writing 0.1 in binary. Where the
/// digits are too many to be exact, the result is that of the plain operation on doubles.

/// x times ten to the power.
double shift_decimal(double x, int power);
double multiply_decimal(double x, double y);
double divide_decimal(double x, double y);

}  // namespace bouton
