// Comparing two runs.
#include "properties/likeness.h"

#include "core/number_text.h"

namespace normaudit::properties {
namespace {

std::string text(const Twins& twins) {
  const std::string place = to_string(Place{twins.role, twins.before});
  if (twins.before == twins.after) return place;
  return place + ", then " + std::to_string(twins.after) + ',';
}

}  // namespace

void same_bits_or_nan(Checks& checks, const Pair& pair, const Twins& twins) {
  const Tensor& a = pair.before.output(twins.role);
  const Tensor& b = pair.after.output(twins.role);
  const Bits left = a.bits(twins.before);
  const Bits right = b.bits(twins.after);
  if (left == right || (is_nan(a.dtype(), left) && is_nan(b.dtype(), right))) {
    return checks.that(true, {});
  }
  checks.that(false,
              text(twins) + " is " + hex(a.get(twins.before)) + " and " + hex(b.get(twins.after)));
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
