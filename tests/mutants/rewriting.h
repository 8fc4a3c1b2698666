#pragma once
// What mutants of the forward pass write over the answers of a right backend, in doubles.

#include <cstdint>
#include <functional>

#include "core/problem.h"

namespace normaudit::mutants {

/// True where the call moves running statistics.
bool moves_running_statistics(const Problem& problem);

/// The momentum in force: of the problem, or of the cumulative average.
double momentum_of(const Problem& problem, const Tensors& inputs);

/// Writes running[c] = value(c), where the batch has elements.
void rewrite_running(const Problem& problem, Tensors& outputs, Role role,
                     const std::function<double(std::int64_t c)>& value);

/// save_var*n/(n - 1).
double unbiased_variance(const Problem& problem, const Tensors& outputs, std::int64_t c);

/// One element of forward_training, with its channel's statistics as they were saved.
struct ForwardElement {
  double x = 0;
  double mean = 0;
  double variance = 0;
  double invstd = 0;
  double n = 0;
};

/// Writes y = normalized(element)*weight + bias throughout, in forward_training, for operators
/// whose groups are the channels. Where variance + eps is 0, normalized is 0, as it must be.
void rewrite_y(const Problem& problem, const Tensors& inputs, Tensors& outputs,
               const std::function<double(const ForwardElement&)>& normalized);

}  // namespace normaudit::mutants
