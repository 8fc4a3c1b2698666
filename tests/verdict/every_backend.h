#pragma once
// One problem, judged for every registered backend that takes it; the exact answers are made once.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/backend.h"
#include "core/problem.h"
#include "core/run.h"
#include "verdict/judging.h"

namespace normaudit::verdict {

/// A bound that no input brings an error to this part of is loose: docs/bounds.md, section 12.
inline constexpr double kLoose = 0.01;

using VisitOutput = std::function<void(const Backend&, const OutputVerdict&)>;

/// Every backend with a contract must keep its bound; `visit` sees all its outputs.
inline void judge_every_backend(const Problem& problem, const Tensors& inputs,
                                const VisitOutput& visit) {
  const Truth truth(problem, inputs);
  const std::vector<reference::Condition> conditions = reference::conditions_of(problem, inputs);
  for (const Backend* backend : Registry<Backend>::instance().all()) {
    if (!backend->contract) continue;
    const Run run = run_backend(*backend, problem, inputs);
    if (!run.unsupported.empty()) continue;
    const Judging judging{{problem, inputs, conditions, *backend->contract}, truth};
    for (const auto& [role, array] : run.outputs.arrays) {
      const OutputVerdict output = judge_output(judging, role, array);
      EXPECT_EQ(output.failures, 0)
          << backend->name << " " << to_string(role) << ": " << output.reason << ": got "
          << output.worst.got << " for " << output.worst.exact_hi << ", bound "
          << output.worst.bound << ", ratio " << output.worst.over_bound << ", element "
          << output.worst.logical << " of\n"
          << to_string(problem).substr(0, 400);
      visit(*backend, output);
    }
  }
}

}  // namespace normaudit::verdict
