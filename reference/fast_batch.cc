// The fast path's answers of a group that its own statistics normalize.
#include <algorithm>
#include <memory>

#include "reference/fast_constants.h"
#include "reference/fast_parameters.h"

namespace normaudit::reference {
namespace {

using Depends = GroupAnswers::Depends;

// A group that holds or meets a number that is not finite: all of it by the slow path.
GroupAnswers special_batch(const GroupPlace& place, const Parameters& parameters) {
  const auto group = std::make_shared<const BatchGroup>(
      data_of(place), Normalization{.eps = parameters.eps, .centred = true});
  const Problem& problem = place.problem;
  GroupAnswers answers;
  if (is_backward(problem.pass)) {
    answers.element = [group, weight = parameters.affine.weight](const Extended& x,
                                                                 const Extended& dy) {
      return group->dx(x, dy, weight);
    };
    add_output(answers, problem, Role::kDweight, group->dweight());
    add_output(answers, problem, Role::kDbias, group->dbias());
    return answers;
  }
  answers.element = [group, affine = parameters.affine](const Extended& x, const Extended&) {
    return group->y(x, affine);
  };
  // A NaN or an infinity among the x has made every y a NaN.
  const bool all_nan = group->save_var().kind == Kind::kNan;
  answers.depends = all_nan ? Depends::kNothing : Depends::kX;
  add_output(answers, problem, Role::kSaveMean, group->save_mean());
  add_output(answers, problem, Role::kSaveVar, group->save_var());
  add_output(answers, problem, Role::kSaveInvstd, group->save_invstd());
  add_output(answers, problem, Role::kRunningMean,
             group->running_mean(parameters.running_mean, parameters.momentum));
  add_output(answers, problem, Role::kRunningVar,
             group->running_var(parameters.running_var, parameters.momentum));
  return answers;
}

GroupAnswers finite_forward(const GroupPlace& place, const Parameters& parameters,
                            const Sums& sums) {
  const auto channel =
      std::make_shared<const BatchChannel>(sums, Normalization{.eps = parameters.eps});
  const Affine affine{parameters.affine.weight.value(), parameters.affine.bias.value()};
  const Problem& problem = place.problem;
  GroupAnswers answers;
  answers.element = [channel, affine](const Extended& x, const Extended&) {
    return real(channel->y(x.value(), affine));
  };
  answers.depends = Depends::kX;
  if (channel->degenerate() || affine.weight.is_zero()) {
    answers.depends = Depends::kNothing;
  } else {
    Surd scale = channel->invstd();
    scale.coefficient = scale.coefficient * affine.weight;
    answers.constants = affine_constants({channel->mean(), scale, nearest_double(affine.bias)});
  }
  add_output(answers, problem, Role::kSaveMean, real(channel->mean()));
  add_output(answers, problem, Role::kSaveVar, real(channel->variance()));
  add_output(answers, problem, Role::kSaveInvstd, real(channel->invstd()));
  if (wanted(problem, Role::kRunningMean)) {
    const Dyadic& old_mean = parameters.running_mean.value();
    const Dyadic& old_var = parameters.running_var.value();
    answers.outputs.emplace_back(Role::kRunningMean,
                                 real(channel->running_mean(old_mean, parameters.momentum)));
    answers.outputs.emplace_back(Role::kRunningVar,
                                 sums.count() == 1
                                     ? unreal(Kind::kNan)
                                     : real(channel->running_var(old_var, parameters.momentum)));
  }
  return answers;
}

// Where eps is 0 and dy an affine function of x (for n = 2 it always is), every dx is 0, and every
// one would need its own certificate. With a = n*dy - Sd and b = n*x - S1, sum (W*a - P*b)^2 =
// n*W*(W*Y - P^2) for Y = n*Sdd - Sd^2. Sdd is only worth its price where the first dx are 0.
bool all_gradients_vanish(const GroupPlace& place, const BatchChannel& channel,
                          const GradientForm& form) {
  if (place.problem.eps != 0) return false;
  const GroupData data = data_of(place);
  const Dyadic one(Integer(1));
  for (std::int64_t i = 0; i < std::min<std::int64_t>(data.count, 4); ++i) {
    if (!channel.dx(data.x(i).value(), data.dy(i).value(), one).coefficient.is_zero()) return false;
  }
  Accumulator squares;
  for (std::int64_t i = 0; i < data.count; ++i) {
    const Extended dy = data.dy(i);
    squares.add(dy.value() * dy.value());
  }
  const Dyadic spread = form.count * squares.total() - form.sum_dy * form.sum_dy;
  return form.radicand * spread == form.projection * form.projection;
}

GroupAnswers finite_backward(const GroupPlace& place, const Parameters& parameters,
                             const Sums& sums) {
  const auto channel =
      std::make_shared<const BatchChannel>(sums, Normalization{.eps = parameters.eps});
  const Dyadic& weight = parameters.affine.weight.value();
  GroupAnswers answers;
  answers.element = [channel, weight](const Extended& x, const Extended& dy) {
    return real(channel->dx(x.value(), dy.value(), weight));
  };
  if (channel->degenerate() || weight.is_zero()) {
    answers.depends = Depends::kNothing;
  } else {
    const GradientForm form(sums, parameters.eps);
    if (all_gradients_vanish(place, *channel, form)) {
      answers.depends = Depends::kNothing;
      answers.element = [](const Extended&, const Extended&) { return real(Surd{}); };
    } else if (form.projection.is_zero()) {
      answers.depends = Depends::kDy;
    }
    Surd scale = channel->invstd();
    scale.coefficient = scale.coefficient * weight;
    answers.constants = gradient_constants(form, scale);
  }
  add_output(answers, place.problem, Role::kDweight, real(channel->dweight()));
  add_output(answers, place.problem, Role::kDbias, real(exactly(sums.dy())));
  return answers;
}

}  // namespace

GroupAnswers batch_answers(const GroupPlace& place, const FastSums& fast_sums) {
  const Parameters parameters(place);
  const bool finite = fast_sums.finite && parameters.affine_is_real() &&
                      parameters.running_mean.is_real() && parameters.running_var.is_real();
  if (!finite) return special_batch(place, parameters);
  const Sums sums(Sums::Totals{.count = place.group.samples * place.problem.shape.spatial_count(),
                               .x = total(fast_sums.x),
                               .xx = total(fast_sums.xx),
                               .dy = total(fast_sums.dy),
                               .xdy = total(fast_sums.xdy)});
  return is_backward(place.problem.pass) ? finite_backward(place, parameters, sums)
                                         : finite_forward(place, parameters, sums);
}

}  // namespace normaudit::reference
