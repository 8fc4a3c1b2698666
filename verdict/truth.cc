// The two paths of the reference behind one face.
#include "verdict/truth.h"

#include <cmath>

#include "reference/fast.h"

namespace normaudit::verdict {

Truth::Truth(const Problem& problem, const Tensors& inputs) : problem_(problem), inputs_(inputs) {
  const reference::FastAnswers answers = reference::solve(problem, inputs, {});
  for (const auto& [role, array] : answers.outputs.arrays) {
    std::vector<double>& values = high_[static_cast<std::size_t>(role)];
    values.resize(static_cast<std::size_t>(array.count()));
    for (std::int64_t i = 0; i < array.count(); ++i) {
      values[static_cast<std::size_t>(i)] = array.get(i);
    }
  }
}

reference::Kind Truth::kind(Role role, std::int64_t logical) const {
  // A finite double is the rounding of a real number; an infinite one may be, too.
  if (std::isfinite(high(role, logical))) return reference::Kind::kReal;
  return oracle().kind(role, logical);
}

const reference::Oracle& Truth::oracle() const {
  if (!oracle_) oracle_.emplace(problem_, inputs_);
  return *oracle_;
}

}  // namespace normaudit::verdict
