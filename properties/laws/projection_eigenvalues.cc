// dx = weight*invstd*Pi dy, and Pi has the eigenvalue 0 on 1, eps/V on xhat, 1 on whatever is
// orthogonal to both. From x = mean + xhat/invstd:
//   dx(x) = weight*eps*n^2*(n*x - S1)/W^(3/2)     dx(dy) = weight*n*dy/sqrt(W) where 1, x _|_ dy.
#include <algorithm>

#include "properties/affine.h"
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "reference/channel.h"
#include "reference/round.h"

namespace normaudit::properties {
namespace {

enum class Eigenvector : std::uint8_t { kOne, kX, kOrthogonal };

// Stores the number where the format has it.
bool stored_exactly(const Dyadic& exact, std::int64_t place, Tensor& array) {
  const Bits bits = reference::round_to(reference::exactly(exact), array.dtype());
  if (!is_finite(array.dtype(), bits)) return false;
  array.set_bits(place, bits);
  return Dyadic::from_bits(array.dtype(), bits) == exact;
}

// dy = (x_j - x_k, x_k - x_i, x_i - x_j) on three elements, 0 on the others: orthogonal to 1 and to
// x in exact arithmetic. False, and 0 throughout, where the format does not have the differences or
// they are all 0.
bool set_orthogonal(const ExactGroup& group, Philox& words, Tensor& dy) {
  const std::size_t n = group.x.size();
  const std::size_t i = uniform_below(words, n - 2);
  const std::size_t j = i + 1 + uniform_below(words, n - i - 2);
  const std::size_t k = j + 1 + uniform_below(words, n - j - 1);
  const bool stored = stored_exactly(group.x[j] - group.x[k], group.places[i], dy) &&
                      stored_exactly(group.x[k] - group.x[i], group.places[j], dy) &&
                      stored_exactly(group.x[i] - group.x[j], group.places[k], dy);
  const bool differ = !(group.x[i] == group.x[j] && group.x[j] == group.x[k]);
  if (stored && differ) return true;
  for (std::size_t each : {i, j, k}) dy.set(group.places[each], 0);
  return false;
}

Tensor direction(Eigenvector which, const Trial& trial, Philox& words) {
  if (which == Eigenvector::kX) return trial.inputs.at(Role::kX);
  if (which == Eigenvector::kOne) {
    return filled(trial.problem, Role::kDy, standard_normal(words));
  }
  Tensor dy = filled(trial.problem, Role::kDy, 0);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    constexpr int kTries = 16;
    bool found = group.x.size() < 3;
    for (int i = 0; i < kTries && !found; ++i) found = set_orthogonal(group, words, dy);
  }
  return dy;
}

struct Projected {
  Eigenvector which;
  const Observation& seen;
  const ExactGroup& group;
  Dyadic weight;
};

void check_element(const Projected& projected, std::size_t i, Checks& checks) {
  const ExactGroup& group = projected.group;
  const Place place{Role::kDx, group.places[i]};
  const Ball dx = projected.seen.ball(place.role, place.index);
  const double eps = projected.seen.problem().eps;
  const Dyadic radicand = group.radicand(eps);
  if (projected.which == Eigenvector::kOne) {
    checks.contains_zero(dx, to_string(place) + " of a constant dy");
  } else if (projected.which == Eigenvector::kX) {
    const Dyadic share = Dyadic::from_double(eps) * group.n * group.n;
    equals_quotient(
        dx, {projected.weight * share * group.scaled_deviation(i), radicand * radicand * radicand},
        place, checks);
  } else {
    equals_quotient(dx, {projected.weight * group.n * group.dy[i], radicand}, place, checks);
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).centred) return checks.finding();
  Philox words = choices_of(trial.problem);
  const bool has_triples = group_size(trial.problem) > 2;
  const auto which = static_cast<Eigenvector>(uniform_below(words, has_triples ? 3 : 2));
  const Tensors inputs = with(trial.inputs, Role::kDy, direction(which, trial, words));
  const Observation seen(trial.backend, trial.problem, inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, inputs)) {
    const bool zero = std::ranges::all_of(group.dy, [](const Dyadic& dy) { return dy.is_zero(); });
    if (zero || group.radicand(trial.problem.eps).sign() <= 0) continue;
    const Ball weight = weight_of(trial.problem, inputs, group.places.front());
    if (!weight.finite()) continue;
    for (std::size_t i = 0; i < group.places.size(); ++i) {
      check_element({which, seen, group, weight.centre()}, i, checks);
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "projection_eigenvalues",
    .sentence = "Through batch statistics less their mean, over every group of finite x with V "
                "= variance + eps > 0, dx/(weight*invstd) is 0 for a constant dy, (eps/V)*(x - "
                "mean) for dy = x, and dy itself where dy is orthogonal to 1 and x, within the "
                "bounds of dx.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=2", "n=1", "eps=0", "negative_weight"},
    .excludes = {},
    .bend = differentiate_batch,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
