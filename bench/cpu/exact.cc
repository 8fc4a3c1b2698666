// Errors beside the oracle's answers.
#include "bench/cpu/exact.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/cpu/roles.h"
#include "core/run.h"

namespace normaudit::bench::cpu {
namespace {

// The oracle's first double is right to 2^-53 of itself, here rounded up. Where an error is not far
// above that, the second one is asked for.
constexpr int kFirstIsRight = -52;
constexpr int kSecondMatters = -40;

}  // namespace

Exact::Exact(const Stage& stage)
    : problem_(stage.timed.problem),
      training_(forward_of(problem_)),
      inputs_(tensors_of(stage, inputs_of(problem_))),
      truth_(problem_, inputs_) {
  if (problem_.pass != Pass::kBackward) return;
  training_truth_.emplace(training_, inputs_);
  conditions_ = reference::conditions_of(problem_, inputs_);
  for (std::int64_t i = 0; i < truth_.count(Role::kDx); ++i) {
    largest_dx_ = std::max(largest_dx_, std::abs(truth_.high(Role::kDx, i)));
  }
}

double Exact::statistic(Role role, std::int64_t channel) const {
  return (training_truth_ ? *training_truth_ : truth_).high(role, channel);
}

double Exact::scale(Role output, std::int64_t logical) const {
  switch (output) {
    case Role::kSaveVar:
    case Role::kSaveInvstd:
      return truth_.high(output, logical);
    case Role::kDx:
      return largest_dx_;
    case Role::kDweight:
      return statistic(Role::kSaveInvstd, logical) *
             conditions_[static_cast<std::size_t>(logical)].sum_abs_dot;
    case Role::kDbias:
      return conditions_[static_cast<std::size_t>(logical)].sum_abs_dy;
    default:
      return 1;
  }
}

double Exact::error(Role output, std::int64_t logical, double got) const {
  const double high = truth_.high(output, logical);
  const double beside_high = std::abs(got - high);
  if (beside_high > std::ldexp(std::abs(high), kSecondMatters)) return beside_high;
  return std::abs((got - high) - truth_.oracle().hi_lo(output, logical).lo);
}

double Exact::largest_error(Role output, const float* numbers) const {
  const IndexMap map = facts(output).kind == RoleKind::kData
                           ? IndexMap(problem_.shape, problem_.layout)
                           : IndexMap::vector(problem_.shape.channels);
  double largest = 0;
  for (std::int64_t i = 0; i < map.count(); ++i) {
    const auto got = static_cast<double>(numbers[map.place(i)]);
    if (!std::isfinite(got)) return std::numeric_limits<double>::infinity();
    const double high = truth_.high(output, i);
    const double most = std::abs(got - high) + std::ldexp(std::abs(high), kFirstIsRight);
    if (most / scale(output, i) <= largest) continue;
    largest = std::max(largest, error(output, i, got) / scale(output, i));
  }
  return largest;
}

std::string measure_of(Role output) {
  switch (output) {
    case Role::kSaveVar:
    case Role::kSaveInvstd:
      return "largest relative error";
    case Role::kDx:
      return "largest |error| over the largest |dx|";
    case Role::kDweight:
      return "largest |error| over invstd*sum |x - mean||dy|";
    case Role::kDbias:
      return "largest |error| over sum |dy|";
    default:
      return "largest |error|";
  }
}

void save_exact_statistics(const Exact& exact, const Stage& stage) {
  for (Role role : {Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}) {
    float* const numbers = numbers_of(stage.arrays, role);
    for (std::int64_t c = 0; c < stage.timed.problem.shape.channels; ++c) {
      numbers[c] = static_cast<float>(exact.statistic(role, c));
    }
  }
}

}  // namespace normaudit::bench::cpu
