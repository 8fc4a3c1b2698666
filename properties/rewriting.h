#pragma once
// What mutants write over the answers of a right backend, in doubles.

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

/// normalized*weight[c] + bias[c], for operators with a weight per channel.
double with_affine(const Tensors& inputs, std::int64_t c, double normalized);

}  // namespace normaudit::mutants
