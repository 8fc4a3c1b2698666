#pragma once
// dx = (((dy - s/n) - (x - mean)*k)*invstd)*weight, k = ((p*invstd)*invstd)/n, s = sum dy,
// p = sum (x - mean)*dy, dweight = p*invstd, dbias = s, and the gradients through stored
// statistics. docs/bounds.md, sections 8 and 9.

#include <cstdint>
#include <optional>

#include "reference/condition.h"
#include "verdict/bound.h"
#include "verdict/forward.h"

namespace normaudit::verdict {

/// What a group's gradients are made from.
struct GradientErrors {
  Estimate dbias;    ///< s
  Estimate dot;      ///< p
  Estimate mean_dy;  ///< s/n
  Estimate k;
};

/// Of a mean that backward has been given: what it is off by once sum (x - mean)/n is added.
void recentre(const Setting& setting, Normalizer& normalizer);

GradientErrors gradient_errors(const Setting& setting, const Normalizer& normalizer);

/// The bound of |dweight^ - dweight|.
Up dweight(const Setting& setting, const Normalizer& normalizer, const GradientErrors& gradients);

struct BackwardElement {
  double x = 0;
  double dy = 0;
  std::optional<double> weight;
  Up dx;  ///< magnitude of the exact result
};

/// The bound of |dx^ - dx| through batch statistics.
Up dx(const Setting& setting, const Normalizer& normalizer, const GradientErrors& gradients,
      const BackwardElement& element);

/// The bound of |dx^ - dx| through stored statistics: dx = (dy*invstd)*weight.
Up dx_inference(const Setting& setting, const Normalizer& normalizer,
                const BackwardElement& element);

}  // namespace normaudit::verdict
