#pragma once
// Arithmetic whose every operation rounds once to a format: the operands are doubles that hold its
// numbers. Sum, product, quotient and root of two float32 numbers computed in double and rounded
// again are the correctly rounded ones, since 53 >= 2*24 + 2.

#include <cmath>

#include "core/bits.h"

namespace normaudit {

class Arithmetic {
 public:
  explicit Arithmetic(Dtype dtype) : dtype_(dtype) {}
  double operator()(double value) const { return widen(dtype_, narrow(dtype_, value)); }
  double add(double a, double b) const { return (*this)(a + b); }
  double subtract(double a, double b) const { return (*this)(a - b); }
  double multiply(double a, double b) const { return (*this)(a * b); }
  double divide(double a, double b) const { return (*this)(a / b); }
  double invstd(double variance, double eps) const {
    return divide(1, (*this)(std::sqrt(add(variance, (*this)(eps)))));
  }

 private:
  Dtype dtype_;
};

}  // namespace normaudit
