#pragma once
// What mutants of the backward passes write over dx, in doubles; for operators whose groups are the
// channels.

#include <functional>

#include "core/problem.h"

namespace normaudit::mutants {

/// One element of a backward pass, with its channel's statistics and sums.
struct BackwardElement {
  double x = 0;
  double dy = 0;
  double weight = 1;
  double mean = 0;    ///< saved by the forward pass, or running
  double invstd = 0;  ///< likewise
  double n = 0;
  double sum_dy = 0;
  double dot = 0;  ///< sum (x - mean)*dy
};

/// Writes dx = value(element) throughout, where dx is asked for.
void rewrite_dx(const Problem& problem, const Tensors& inputs, Tensors& outputs,
                const std::function<double(const BackwardElement&)>& value);

}  // namespace normaudit::mutants
