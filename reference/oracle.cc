// From a group's exact answers to rounded numbers.
#include "reference/oracle.h"

#include <bit>

#include "reference/oracle_state.h"
#include "reference/round.h"

namespace normaudit::reference {
namespace {

Bits bits_of(Kind kind, Dtype dtype) {
  if (kind == Kind::kNan) return quiet_nan(dtype);
  return from_ordinal(dtype,
                      kind == Kind::kPositiveInfinity ? max_ordinal(dtype) : -max_ordinal(dtype));
}

}  // namespace

Oracle::Oracle(const Problem& problem, const Tensors& inputs) {
  validate(problem);
  state_ = std::make_unique<const State>(problem, inputs);
}
Oracle::~Oracle() = default;
Oracle::Oracle(Oracle&&) noexcept = default;
Oracle& Oracle::operator=(Oracle&&) noexcept = default;

Kind Oracle::kind(Role output, std::int64_t logical) const {
  return state_->answer(output, logical).kind;
}

Bits Oracle::rounded(Role output, std::int64_t logical, Dtype target) const {
  const Answer answer = state_->answer(output, logical);
  return answer.kind == Kind::kReal ? round_to(answer.value, target) : bits_of(answer.kind, target);
}

HiLo Oracle::hi_lo(Role output, std::int64_t logical) const {
  const Answer answer = state_->answer(output, logical);
  if (answer.kind == Kind::kReal) return hi_lo_of(answer.value);
  return {.hi = std::bit_cast<double>(bits_of(answer.kind, Dtype::kFloat64))};
}

int Oracle::compare(Role output, std::int64_t logical, double point) const {
  const Answer answer = state_->answer(output, logical);
  if (answer.kind != Kind::kReal) refuse(output, "is not a real number");
  return reference::compare(answer.value, Dyadic::from_double(point));
}

std::int64_t Oracle::num_batches_tracked() const {
  const Problem& problem = state_->problem;
  return problem.num_batches_tracked + (state_->running_mean != nullptr && !state_->running());
}

bool Oracle::degenerate(std::int64_t group) const {
  return !state_->running() && state_->batch(group).degenerate();
}

std::vector<ExactSum> Oracle::sums(std::int64_t group) const {
  if (!state_->running()) return state_->batch(group).exact_sums();
  return state_->running_groups.at(static_cast<std::size_t>(group)).exact_sums();
}

}  // namespace normaudit::reference
