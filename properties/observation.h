#pragma once
// One run of a backend as a law sees it: what came out, how far it may be from the exact answers,
// and the exact answers.

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/backend.h"
#include "core/run.h"
#include "properties/ball.h"
#include "reference/condition.h"
#include "verdict/output_bound.h"
#include "verdict/truth.h"

namespace normaudit::properties {

/// Not thread-safe: truth and bounds are made when they are first asked for.
class Observation {
 public:
  /// Runs the backend; throws std::invalid_argument where it does not support the problem.
  Observation(const Backend& backend, const Problem& problem, const Tensors& inputs);
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

  const Backend& backend() const { return backend_; }
  const Problem& problem() const { return problem_; }
  const Tensors& inputs() const { return inputs_; }
  const Tensors& outputs() const { return run_.outputs; }
  const Tensor& output(Role role) const { return run_.outputs.at(role); }
  /// Broken rules beside the numbers (core/run.h).
  const std::vector<std::string>& findings() const { return run_.findings; }

  double got(Role role, std::int64_t index) const { return output(role).get(index); }
  /// What came out, with its bound for a radius; with an infinite one where an infinity came out
  /// that the bound allows, because the last operation may overflow.
  Ball ball(Role role, std::int64_t index) const;

  /// The bound of |got - exact| under the backend's contract; infinite where it promises nothing,
  /// where the exact answer is not a finite double, or where there is no contract.
  verdict::Up bound(Role role, std::int64_t index) const;

  const verdict::Truth& truth() const;
  const std::vector<reference::Condition>& conditions() const;

 private:
  const verdict::OutputBound& bound_of(Role role) const;

  const Backend& backend_;
  Problem problem_;
  Tensors inputs_;
  Run run_;
  mutable std::optional<verdict::Truth> truth_;
  mutable std::optional<std::vector<reference::Condition>> conditions_;
  mutable std::map<Role, verdict::OutputBound> bounds_;
};

}  // namespace normaudit::properties
