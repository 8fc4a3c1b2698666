#pragma once
// A verdict as text: of every output the least accurate element and the one nearest its bound
// (which may be one), each with its bits, the exact value, and the
// bound term by term.

#include <string>

#include "core/contract.h"
#include "core/problem.h"
#include "core/role.h"
#include "verdict/judge.h"

namespace normaudit::verdict {

struct Explained {
  const Problem& problem;
  const Tensors& inputs;
  const Tensors& got;
  const NumericContract& contract;
  const Verdict& verdict;
};

/// Aligned lines, hex first: problem, element, channel summary (n, mean, variance, condition
/// number), got, exact, exact rounded, error in every denominator, and the bound's terms, which add
/// up to the bound.
std::string explain(const Explained& explained);

}  // namespace normaudit::verdict
