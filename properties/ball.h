#pragma once
// A ball: an exact number that came out of a backend, and how far the exact answer may be from it.
// An identity of exact answers holds for what came out iff its residual's ball contains 0.

#include "reference/dyadic.h"
#include "verdict/up.h"

namespace normaudit::properties {

using reference::Dyadic;

/// |value| as an upper bound.
verdict::Up magnitude(const Dyadic& value);

class Ball {
 public:
  Ball() = default;
  /// A number known exactly.
  Ball(Dyadic centre) : centre_(std::move(centre)) {}  // NOLINT: a number is its own ball
  Ball(double centre) : Ball(centre, 0.0) {}           // NOLINT
  /// A centre that is NaN or infinite is remembered as such.
  Ball(double centre, verdict::Up radius);

  const Dyadic& centre() const { return centre_; }
  /// Infinite where nothing is promised.
  verdict::Up radius() const { return radius_; }
  /// False where a number that came out was NaN or infinite.
  bool finite() const { return finite_; }
  /// Upper bound of the magnitude of everything in the ball.
  verdict::Up reach() const { return magnitude(centre_) + radius_; }

  friend Ball operator+(const Ball& a, const Ball& b);
  friend Ball operator-(const Ball& a, const Ball& b);
  friend Ball operator*(const Ball& a, const Ball& b);

 private:
  Ball(Dyadic centre, verdict::Up radius, const Ball& a, const Ball& b);

  Dyadic centre_;
  verdict::Up radius_;
  bool finite_ = true;
};

}  // namespace normaudit::properties
