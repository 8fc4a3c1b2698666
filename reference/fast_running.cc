// The fast path's answers of a group that running statistics normalize.
#include <memory>
#include <optional>

#include "reference/fast_constants.h"
#include "reference/fast_parameters.h"

namespace normaudit::reference {
namespace {

Surd inverse_root_times(const Dyadic& coefficient, const std::shared_ptr<const InverseRoot>& root) {
  Surd surd;
  surd.coefficient = coefficient;
  surd.root = root;
  return surd;
}

// weight / sqrt(running_var + eps) where it is a number other than 0.
std::optional<Surd> running_scale(const Parameters& parameters) {
  if (!parameters.affine_is_real() || parameters.affine.weight.sign() == 0) return {};
  if (!parameters.running_mean.is_real() || !parameters.running_var.is_real()) return {};
  const Dyadic radicand = parameters.running_var.value() + parameters.eps;
  if (radicand.sign() <= 0) return {};
  return inverse_root_times(parameters.affine.weight.value(), inverse_root(radicand));
}

}  // namespace

GroupAnswers running_answers(const GroupPlace& place, const FastSums& fast_sums) {
  const Parameters parameters(place);
  const RunningGroup::Statistics statistics{parameters.running_mean, parameters.running_var,
                                            parameters.eps};
  const auto group = std::make_shared<const RunningGroup>(GroupData{}, statistics);
  const std::optional<Surd> scale = running_scale(parameters);
  GroupAnswers answers;
  if (!is_backward(place.problem.pass)) {
    answers.element = [group, affine = parameters.affine](const Extended& x, const Extended&) {
      return group->y(x, affine);
    };
    const bool constant =
        parameters.affine.weight.is_real() && parameters.affine.weight.sign() == 0;
    answers.depends = constant ? GroupAnswers::Depends::kNothing : GroupAnswers::Depends::kX;
    if (scale) {
      answers.constants = affine_constants({exactly(parameters.running_mean.value()), *scale,
                                            nearest_double(parameters.affine.bias.value())});
    }
    return answers;
  }
  answers.element = [group, weight = parameters.affine.weight](
                        const Extended&, const Extended& dy) { return group->dx(dy, weight); };
  answers.depends = GroupAnswers::Depends::kDy;
  if (scale) answers.constants = affine_constants({Surd{}, *scale, 0});
  if (!scale || !fast_sums.finite) {
    const RunningGroup special(data_of(place), statistics);
    add_output(answers, place.problem, Role::kDweight, special.dweight());
    add_output(answers, place.problem, Role::kDbias, special.dbias());
    return answers;
  }
  const Dyadic sum_dy = total(fast_sums.dy);
  Surd dweight = *scale;  // with the same root and without the weight
  dweight.coefficient = total(fast_sums.xdy) - parameters.running_mean.value() * sum_dy;
  add_output(answers, place.problem, Role::kDweight, real(dweight));
  add_output(answers, place.problem, Role::kDbias, real(exactly(sum_dy)));
  return answers;
}

}  // namespace normaudit::reference
