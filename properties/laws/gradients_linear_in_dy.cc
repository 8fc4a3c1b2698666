// dx, dweight and dbias are linear in dy.
#include <array>
#include <cmath>

#include "core/number_text.h"
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/promise.h"
#include "properties/range_watch.h"

namespace normaudit::properties {
namespace {

constexpr std::array kGradients{Role::kDx, Role::kDweight, Role::kDbias};

// A number's upper half of significant bits; the rest is as exact.
double upper_half(const Tensor& array, std::int64_t i) {
  const double value = array.get(i);
  if (value == 0 || !std::isfinite(value)) return value;
  const int kept = format_of(array.dtype()).precision / 2;
  return std::ldexp(std::trunc(std::ldexp(value, kept - std::ilogb(value))),
                    std::ilogb(value) - kept);
}

// dy = first + second exactly: each number falls to one of them, or is cut in two.
void check_sum(const Trial& trial, Philox& words, Checks& checks) {
  const Tensor& dy = trial.inputs.at(Role::kDy);
  Tensor first = dy;
  Tensor second = dy;
  for (std::int64_t i = 0; i < dy.count(); ++i) {
    const std::uint64_t way = uniform_below(words, 3);
    const double taken = way == 0 ? 0 : way == 1 ? dy.get(i) : upper_half(dy, i);
    first.set(i, taken);
    second.set(i, taken == dy.get(i) ? 0 : dy.get(i) - taken);
  }
  const Observation whole(trial.backend, trial.problem, trial.inputs);
  const Observation one(trial.backend, trial.problem, with(trial.inputs, Role::kDy, first));
  const Observation other(trial.backend, trial.problem, with(trial.inputs, Role::kDy, second));
  for (Role role : kGradients) {
    for (std::int64_t i = 0; i < whole.output(role).count(); ++i) {
      checks.contains_zero(whole.ball(role, i) - one.ball(role, i) - other.ball(role, i),
                           to_string(Place{role, i}) + " less what the parts of dy give");
    }
  }
}

bool scaled_exactly(const Tensor& from, int shift, Tensor& to) {
  for (std::int64_t i = 0; i < from.count(); ++i) {
    const double exact = std::ldexp(from.get(i), shift);
    to.set(i, exact);
    const bool normal =
        is_normal_or_zero(to.dtype(), from.get(i)) && is_normal_or_zero(to.dtype(), exact);
    if (!normal || to.get(i) != exact) return false;
  }
  return true;
}

struct Pair {
  const Tensor& plain;
  const Tensor& scaled;
  int shift;
};

// A zero may be what underflowed on its way into a short format, where no flag is raised: only
// numbers that stay normal either way are compared.
void check_scaled_output(const Pair& pair, const Place& place, Checks& checks) {
  const auto& [plain, scaled, shift] = pair;
  const double forth = std::ldexp(plain.get(place.index), shift);
  const double back = std::ldexp(scaled.get(place.index), -shift);
  const Dtype dtype = plain.dtype();
  if (!is_normal_or_zero(dtype, forth) || !is_normal_or_zero(dtype, back)) return;
  checks.that(scaled.bits(place.index) == narrow(dtype, forth),
              to_string(place) + " of a scaled dy is " + hex(scaled.get(place.index)) + ", not " +
                  hex(forth));
}

void check_scaled(const Trial& trial, Philox& words, Checks& checks) {
  const int shift = static_cast<int>(uniform_below(words, 61)) - 30;
  Tensor dy = trial.inputs.at(Role::kDy);
  if (!promises_bits_between_calls(trial.backend)) return;
  if (!scaled_exactly(trial.inputs.at(Role::kDy), shift, dy)) return;
  const WatchedRun plain = run_watched(trial.backend, trial.problem, trial.inputs);
  const WatchedRun scaled =
      run_watched(trial.backend, trial.problem, with(trial.inputs, Role::kDy, std::move(dy)));
  if (!plain.normal || !scaled.normal) return;
  for (Role role : kGradients) {
    const Tensor& before = plain.run.outputs.at(role);
    for (std::int64_t i = 0; i < before.count(); ++i) {
      check_scaled_output({before, scaled.run.outputs.at(role), shift}, {role, i}, checks);
    }
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  Philox words = choices_of(trial.problem);
  check_scaled(trial, words, checks);
  check_sum(trial, words, checks);
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "gradients_linear_in_dy",
    .sentence = "The gradients of dy split in two exactly are the sums of the parts' gradients, "
                "within bounds; those of 2^k*dy are 2^k times those of dy, bit for bit where "
                "the contract is deterministic and position invariant and no operation leaves "
                "the normal range.",
    .reaches = {"backward", "backward_inference", "kappa>=1e3", "float16", "float32"},
    .excludes = {},
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
