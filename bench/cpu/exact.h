#pragma once
// The exact answers of a case, by this repository's oracle from the very numbers in its arrays, and
// how far a contender's are from them. Formulas: docs/design.md section 4.

#include <optional>
#include <string>
#include <vector>

#include "bench/cpu/contender.h"
#include "core/role.h"
#include "reference/condition.h"
#include "verdict/truth.h"

namespace normaudit::bench::cpu {

class Exact {
 public:
  /// Copies the inputs that are in the arrays now.
  explicit Exact(const Stage& stage);
  Exact(const Exact&) = delete;
  Exact& operator=(const Exact&) = delete;

  /// The batch's own statistic, correctly rounded to float64. Not of inference.
  double statistic(Role role, std::int64_t channel) const;

  /// The largest |error| of an output over its scale, of numbers in the order of storage; infinite
  /// where one is NaN or infinite. measure_of says what the scale is.
  double largest_error(Role output, const float* numbers) const;

 private:
  double error(Role output, std::int64_t logical, double got) const;
  double scale(Role output, std::int64_t logical) const;

  Problem problem_;
  Problem training_;  // whose statistics backward starts from
  Tensors inputs_;
  verdict::Truth truth_;
  std::optional<verdict::Truth> training_truth_;
  std::vector<reference::Condition> conditions_;  // of backward
  double largest_dx_ = 0;
};

/// "largest |error|", "largest relative error", ...: how an output's errors are measured.
std::string measure_of(Role output);

/// Saved statistics from which backward starts: the exact ones, rounded to float32.
void save_exact_statistics(const Exact& exact, const Stage& stage);

}  // namespace normaudit::bench::cpu
