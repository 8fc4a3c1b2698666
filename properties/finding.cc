// Deciding a trial's assertions.
#include "properties/finding.h"

#include <algorithm>
#include <cmath>

#include "core/number_text.h"

namespace normaudit::properties {
namespace {

bool same(const Tensor& a, const Tensor& b, std::int64_t i) {
  const double left = a.get(i);
  const double right = b.get(i);
  return left == right || (std::isnan(left) && std::isnan(right));
}

}  // namespace

std::string to_string(const Place& place) {
  return std::string(to_string(place.role)) + '[' + std::to_string(place.index) + ']';
}

void Checks::fail(std::string text) {
  if (!failed()) finding_.broken = std::move(text);
}

void Checks::contains_zero(const Ball& residual, const std::string& what) {
  const verdict::Up allowed = residual.radius();
  if (allowed.infinite()) return;
  ++finding_.assertions;
  if (!residual.finite()) return fail(what + " is not finite");
  const Dyadic& centre = residual.centre();
  if (centre.is_zero()) return;
  const Dyadic size = centre.sign() < 0 ? -centre : centre;
  const bool holds = compare(size, Dyadic::from_double(allowed.value())) <= 0;
  // The magnitude is rounded up, which may lift what holds above 1.
  const double ratio = magnitude(size).value() / allowed.value();
  finding_.worst = std::max(finding_.worst, holds ? std::min(ratio, 1.0) : ratio);
  if (!holds) {
    fail(what + " is " + hex(magnitude(centre).value()) + ", allowed " + hex(allowed.value()));
  }
}

void Checks::same_number(const Tensor& a, const Tensor& b, const Place& place) {
  ++finding_.assertions;
  if (same(a, b, place.index)) return;
  fail(to_string(place) + " is " + hex(a.get(place.index)) + " and " + hex(b.get(place.index)));
}

void Checks::same_numbers(const Tensor& a, const Tensor& b, Role role) {
  that(a.count() == b.count(), std::string(to_string(role)) + " has another length");
  for (std::int64_t i = 0; i < a.count() && !failed(); ++i) same_number(a, b, {role, i});
}

void Checks::same_bits(const Tensor& a, const Tensor& b, Role role) {
  that(a.count() == b.count(), std::string(to_string(role)) + " has another length");
  for (std::int64_t i = 0; i < a.count() && !failed(); ++i) {
    ++finding_.assertions;
    if (a.bits(i) == b.bits(i)) continue;
    fail(to_string(Place{role, i}) + " has other bits: " + hex(a.get(i)) + " and " + hex(b.get(i)));
  }
}

void Checks::that(bool holds, const std::string& otherwise) {
  ++finding_.assertions;
  if (!holds) fail(otherwise);
}

}  // namespace normaudit::properties
