// Comparing two runs.
#include "properties/likeness.h"

#include "core/number_text.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

std::string text(const Twins& twins) {
  const std::string place = to_string(Place{twins.role, twins.before});
  if (twins.before == twins.after) return place;
  return place + ", then " + std::to_string(twins.after) + ',';
}

struct Arrays {
  const Tensor& before;
  const Tensor& after;
};

void compare_bits(Checks& checks, const Arrays& arrays, const Twins& twins) {
  const auto& [a, b] = arrays;
  const Bits left = a.bits(twins.before);
  const Bits right = b.bits(twins.after);
  const bool same = left == right || (is_nan(a.dtype(), left) && is_nan(b.dtype(), right));
  checks.that(same, same ? ""
                         : text(twins) + " is " + hex(a.get(twins.before)) + " and " +
                               hex(b.get(twins.after)));
}

}  // namespace

void same_bits_or_nan(Checks& checks, const Pair& pair, const Twins& twins) {
  compare_bits(checks, {pair.before.output(twins.role), pair.after.output(twins.role)}, twins);
}

void same_bits_or_nan(Checks& checks, const Tensor& a, const Tensor& b, Role role) {
  for (std::int64_t i = 0; i < a.count() && !checks.failed(); ++i) {
    compare_bits(checks, {a, b}, {role, i, i});
  }
}

void same_within_bounds(Checks& checks, const Pair& pair, const Twins& twins) {
  const Ball before = pair.before.ball(twins.role, twins.before);
  const Ball after = pair.after.ball(twins.role, twins.after);
  const verdict::Up allowed = before.radius() + after.radius();
  if (allowed.infinite()) return;
  const bool equal = before.finite() && after.finite() && before.centre() == after.centre();
  if (equal) return checks.that(true, {});  // what follows would say the same, slowly
  checks.contains_zero(before - after, text(twins) + " has moved and");
}

void same_as_promised(Checks& checks, const Pair& pair, const Twins& twins) {
  if (promises_bits_between_calls(pair.before.backend())) {
    same_bits_or_nan(checks, pair, twins);
  } else {
    same_within_bounds(checks, pair, twins);
  }
}

void same_numbers(Checks& checks, const Pair& pair, Role role) {
  const Tensor& before = pair.before.output(role);
  const Tensor& after = pair.after.output(role);
  const bool promised = promises_bits_between_calls(pair.before.backend());
  for (std::int64_t i = 0; i < before.count() && !checks.failed(); ++i) {
    if (promised) {
      checks.same_number(before, after, {role, i});
    } else {
      same_within_bounds(checks, pair, {role, i, i});
    }
  }
}

void alike(Checks& checks, const Pair& pair, const Likeness& likeness) {
  const std::int64_t count = pair.before.output(likeness.role).count();
  for (std::int64_t i = 0; i < count && !checks.failed(); ++i) {
    const Twins twins{likeness.role, i, moved(likeness.where, i)};
    if (likeness.bitwise) {
      same_bits_or_nan(checks, pair, twins);
    } else {
      same_within_bounds(checks, pair, twins);
    }
  }
}

}  // namespace normaudit::properties
