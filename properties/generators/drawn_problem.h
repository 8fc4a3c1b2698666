#pragma once
// One drawn problem and its way to a smaller one; hides RapidCheck from everything else.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/problem.h"

namespace normaudit::properties {

/// Thread-safe, though RapidCheck is not: its calls are serialised inside.
class DrawnProblem {
 public:
  /// The case-th problem of the seed, on any machine and whatever was drawn before.
  DrawnProblem(std::uint64_t seed, std::uint64_t case_index);
  ~DrawnProblem();

  const Problem& problem() const { return problem_; }

  /// The smallest relative found that still `breaks`, this one included; stops when no relative
  /// does, or when the budget is spent.
  Problem shrunk(const std::function<bool(const Problem&)>& breaks,
                 std::chrono::milliseconds budget) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
  Problem problem_;
};

}  // namespace normaudit::properties
