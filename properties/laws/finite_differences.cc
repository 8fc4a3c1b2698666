// The oracle's gradients are the derivatives of sum(y*dy): by exact central differences of its
// forward formulas at dyadic steps far below any rounding, their remainder bounded.
// docs/design.md section 4 for y; properties/difference.h for the remainder.
#include <cmath>
#include <optional>

#include "properties/difference.h"
#include "properties/gradients.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/oracle_backend.h"
#include "properties/promise.h"
#include "reference/channel.h"

namespace normaudit::properties {
namespace {

using reference::Surd;

// sum(y*dy) over a group: numerator + coefficient/sqrt(radicand).
struct Loss {
  Dyadic numerator;
  Dyadic coefficient;
  Dyadic radicand;
};

struct Parameters {
  Dyadic weight;
  Dyadic bias;
  Dyadic running_mean;
  Dyadic running_var;
};

// One group of a trial, and its loss for other numbers.
class Subject {
 public:
  Subject(const Problem& problem, const ExactGroup& group, Parameters parameters)
      : problem_(problem), group_(group), parameters_(std::move(parameters)) {}

  Loss at(std::vector<Dyadic> x, const Dyadic& weight, const Dyadic& bias) const {
    const reference::Affine affine{.weight = weight, .bias = bias};
    const Dyadic eps = Dyadic::from_double(problem_.eps);
    if (uses_running_statistics(problem_.pass)) {
      const reference::RunningChannel channel(
          {.mean = parameters_.running_mean, .variance = parameters_.running_var, .eps = eps});
      return total(x, [&](const Dyadic& each) { return channel.y(each, affine); });
    }
    reference::Sums sums;
    for (const Dyadic& each : x) sums.add(each);
    const reference::BatchChannel channel(sums, {.eps = eps});
    return total(x, [&](const Dyadic& each) { return channel.y(each, affine); });
  }

  Loss here() const { return at(group_.x, parameters_.weight, parameters_.bias); }

  /// V > 0, so that the loss has derivatives.
  bool smooth() const {
    const Dyadic eps = Dyadic::from_double(problem_.eps);
    if (group_.x.empty()) return false;
    if (!uses_running_statistics(problem_.pass)) return group_.radicand(problem_.eps).sign() > 0;
    return (parameters_.running_var + eps).sign() > 0;
  }

  Ball by_x(std::size_t i) const {
    const Loss middle = here();
    const auto n = static_cast<std::int64_t>(group_.x.size());
    const std::int64_t exponent = step_exponent(middle.radicand, n);
    const Dyadic step = Dyadic::power_of_two(exponent);
    std::vector<Dyadic> x = group_.x;
    x[i] = group_.x[i] - step;
    const Loss before = at(x, parameters_.weight, parameters_.bias);
    x[i] = group_.x[i] + step;
    const Loss after = at(x, parameters_.weight, parameters_.bias);
    const Ball root = central_derivative(
        {.coefficient = {before.coefficient, middle.coefficient, after.coefficient},
         .radicand = {before.radicand, middle.radicand, after.radicand}});
    const Ball rational((after.numerator - before.numerator).scaled(-1));
    return scaled(root + rational, -exponent);
  }

  // The loss is linear in weight and bias: any difference is the derivative.
  Ball by_weight() const {
    const Dyadic next = parameters_.weight + Dyadic::power_of_two(0);
    return difference(at(group_.x, next, parameters_.bias));
  }
  Ball by_bias() const {
    const Dyadic next = parameters_.bias + Dyadic::power_of_two(0);
    return difference(at(group_.x, parameters_.weight, next));
  }

 private:
  template <class Y>
  Loss total(const std::vector<Dyadic>& x, Y y) const {
    Loss loss;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const Surd value = y(x[i]);
      loss.numerator = loss.numerator + value.numerator * group_.dy[i];
      loss.coefficient = loss.coefficient + value.coefficient * group_.dy[i];
      loss.radicand = value.root->radicand;
    }
    return loss;
  }

  Ball difference(const Loss& other) const {
    const Loss middle = here();
    return enclosed(other.coefficient - middle.coefficient, middle.radicand) +
           Ball(other.numerator - middle.numerator);
  }

  const Problem& problem_;
  const ExactGroup& group_;
  Parameters parameters_;
};

// All finite, or none.
std::optional<Parameters> parameters_of(const Trial& trial, const ExactGroup& group,
                                        Philox& words) {
  const auto number = [&](Role role, double absent) {
    const Tensor* array = trial.inputs.find(role);
    return array == nullptr ? absent : array->get(group.channel);
  };
  const double weight = number(Role::kWeight, 1);
  const double mean = number(Role::kRunningMean, 0);
  const double variance = number(Role::kRunningVar, 1);
  if (!std::isfinite(weight) || !std::isfinite(mean) || !std::isfinite(variance)) return {};
  return Parameters{.weight = Dyadic::from_double(weight),
                    .bias = Dyadic::from_double(standard_normal(words)),
                    .running_mean = Dyadic::from_double(mean),
                    .running_var = Dyadic::from_double(variance)};
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !groups_are_channels(op)) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  Philox words = choices_of(trial.problem);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    const auto parameters = parameters_of(trial, group, words);
    if (!parameters) continue;
    const Subject subject(trial.problem, group, *parameters);
    if (!subject.smooth()) continue;
    const std::size_t i = uniform_below(words, group.x.size());
    const std::int64_t place = group.places[i];
    const auto compare_with = [&](Role role, std::int64_t index, const Ball& derivative) {
      checks.contains_zero(seen.ball(role, index) - derivative,
                           to_string(Place{role, index}) + " less the derivative of sum(y*dy)");
    };
    compare_with(Role::kDx, place, subject.by_x(i));
    compare_with(Role::kDweight, group.channel, subject.by_weight());
    compare_with(Role::kDbias, group.channel, subject.by_bias());
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "finite_differences",
    .sentence = "The oracle's dx, dweight and dbias are the derivatives of sum(y*dy) over every "
                "group of finite numbers with V > 0: exact differences of exact y at dyadic "
                "steps agree with them to half an ulp and the difference's own remainder, "
                "wherever that is finite.",
    .reaches = {"backward", "backward_inference", "kappa>=1e3", "variance<eps", "n=1", "n=2",
                "eps=0", "negative_weight", "float64"},
    .excludes = unless_oracle,
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
