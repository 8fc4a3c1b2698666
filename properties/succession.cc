// Running batches in turn, and the exact average beside them.
#include "properties/succession.h"

#include <cmath>

#include "core/hazard.h"
#include "properties/bend.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

const Dyadic kOne = Dyadic::power_of_two(0);

std::vector<std::optional<ExactGroup>> groups_by_channel(const Observation& step) {
  const Problem& problem = step.problem();
  std::vector<std::optional<ExactGroup>> result(
      static_cast<std::size_t>(count_of_role(problem, Role::kRunningMean)));
  for (ExactGroup& group : exact_groups(problem, step.inputs())) {
    result[static_cast<std::size_t>(group.index)] = std::move(group);
  }
  return result;
}

Tensors handed_on(const Problem& problem, const Observation& last) {
  Tensors inputs = make_inputs(problem);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    if (inputs.has(role)) inputs.at(role) = last.output(role);
  }
  return inputs;
}

}  // namespace

Blend blend_of(const Problem& problem, std::int64_t batches_before) {
  if (problem.momentum) {
    const Dyadic momentum = Dyadic::from_double(*problem.momentum);
    return {kOne - momentum, momentum, kOne, magnitude(kOne - momentum)};
  }
  const Dyadic before = Dyadic(reference::Integer(batches_before));
  return {before, kOne, before + kOne, batches_before == 0 ? 0.0 : 1.0};
}

std::vector<Problem> successive_batches(const Problem& problem) {
  Philox words = choices_of(problem);
  const std::vector<std::string> hazards = Registry<Hazard>::instance().names();
  std::vector<Problem> batches{problem};
  const std::uint64_t more = 1 + uniform_below(words, 3);
  for (std::uint64_t i = 0; i < more; ++i) {
    const auto samples = static_cast<std::int64_t>(uniform_below(words, 6));
    Problem next = with_batch(problem, samples);
    next.values.clear();
    next.hazard = hazards[uniform_below(words, hazards.size())];
    next.seed = uniform_below(words, 1'000'000);
    next.num_batches_tracked = batches.back().num_batches_tracked + 1;
    batches.push_back(std::move(next));
  }
  return batches;
}

Succession::Succession(const Backend& backend, const Start& start) {
  for (const Problem& problem : start.batches) {
    if (!backend.supports(problem).empty()) break;
    const Tensors inputs = steps_.empty() ? start.inputs : handed_on(problem, *steps_.back());
    steps_.push_back(std::make_unique<Observation>(backend, problem, inputs));
  }
  groups_.resize(steps_.size());
}

std::optional<Fraction> Succession::batch_statistic(std::size_t k, const Place& place) const {
  if (groups_[k].empty()) groups_[k] = groups_by_channel(step(k));
  const std::optional<ExactGroup>& group = groups_[k][static_cast<std::size_t>(place.index)];
  if (!group || group->places.empty()) return std::nullopt;
  if (place.role == Role::kRunningMean) return Fraction{group->sum_x, group->n};
  if (group->places.size() == 1) return std::nullopt;
  return Fraction{group->scaled_variance(), group->n * (group->n - kOne)};
}

std::optional<Succession::Ideal> Succession::ideal(std::size_t k, const Place& place) const {
  const double start = step(0).inputs().at(place.role).get(place.index);
  if (!std::isfinite(start)) return std::nullopt;
  Ideal result{{Dyadic::from_double(start), kOne}, 0.0};
  for (std::size_t j = 0; j <= k; ++j) {
    const Problem& problem = step(j).problem();
    const verdict::Up error = step(j).ball(place.role, place.index).radius();
    if (group_size(problem) == 0) {  // leaves the running statistics alone
      result.error = result.error + error;
      continue;
    }
    const std::optional<Fraction> batch = batch_statistic(j, place);
    if (!batch) return std::nullopt;
    const Blend blend = blend_of(problem, step(j).inputs().num_batches_tracked);
    Fraction& value = result.value;
    value.numerator = blend.kept * value.numerator * batch->denominator +
                      blend.taken * batch->numerator * value.denominator;
    value.denominator = blend.whole * value.denominator * batch->denominator;
    result.error = blend.share_kept * result.error + error;
  }
  return result;
}

std::optional<Ball> Succession::running(std::size_t k, const Place& place) const {
  const std::optional<Ideal> exact = ideal(k, place);
  if (!exact) return std::nullopt;
  return Ball(step(k).got(place.role, place.index), exact->error);
}

std::optional<Ball> Succession::residual(std::size_t k, const Place& place) const {
  const std::optional<Ideal> exact = ideal(k, place);
  if (!exact) return std::nullopt;
  return Ball(step(k).got(place.role, place.index), exact->error) * exact->value.denominator -
         exact->value.numerator;
}

}  // namespace normaudit::properties
