// Running a backend and bounding what came out.
#include "properties/observation.h"

#include <cmath>
#include <stdexcept>

#include "properties/oracle_backend.h"
#include "verdict/rounding_bound.h"

namespace normaudit::properties {

Observation::Observation(const Backend& backend, const Problem& problem, const Tensors& inputs)
    : backend_(backend),
      problem_(problem),
      inputs_(inputs),
      run_(run_backend(backend_, problem_, inputs_)) {
  if (!run_.unsupported.empty()) {
    throw std::invalid_argument(backend.name + " does not support " + to_string(problem) + ": " +
                                run_.unsupported);
  }
}

const verdict::Truth& Observation::truth() const {
  if (!truth_) truth_.emplace(problem_, inputs_);
  return *truth_;
}

const std::vector<reference::Condition>& Observation::conditions() const {
  if (!conditions_) conditions_ = reference::conditions_of(problem_, inputs_);
  return *conditions_;
}

const verdict::OutputBound& Observation::bound_of(Role role) const {
  const auto found = bounds_.find(role);
  if (found != bounds_.end()) return found->second;
  const verdict::Case facts{problem_, inputs_, conditions(), *backend_.contract};
  const verdict::OutputBound::Options options{
      .role = role, .dtype = output(role).dtype(), .sources = {}};
  return bounds_.emplace(role, verdict::OutputBound(facts, options)).first->second;
}

Ball Observation::ball(Role role, std::int64_t index) const {
  const double centre = got(role, index);
  const verdict::Up radius = bound(role, index);
  if (!std::isinf(centre) || radius.infinite()) return {centre, radius};
  const double exact = std::copysign(1.0, centre) * truth().high(role, index);
  const Dtype dtype = output(role).dtype();
  const bool allowed = !is_finite(dtype, narrow(dtype, exact + radius.value()));
  return {centre, allowed ? verdict::Up(verdict::kInfinity) : radius};
}

verdict::Up Observation::bound(Role role, std::int64_t index) const {
  const double exact = truth().high(role, index);
  if (!backend_.contract || !std::isfinite(exact)) return verdict::kInfinity;
  const Dtype dtype = output(role).dtype();
  const bool overflows = !is_finite(dtype, narrow(dtype, exact));
  if (overflows) return verdict::kInfinity;  // an infinity may be its right rounding
  if (is_correctly_rounded(backend_)) return verdict::rounding_bound(dtype, exact);
  return bound_of(role)(index, exact);
}

}  // namespace normaudit::properties
