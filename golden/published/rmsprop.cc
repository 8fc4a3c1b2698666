// RMSprop's first step, operation by operation.
#include "golden/published/rmsprop.h"

#include <cmath>

#include "core/error.h"
#include "verdict/arithmetic.h"

namespace normaudit::golden {

float Rmsprop::step(float parameter, float gradient) const {
  // PyTorch keeps the scalars as double and rounds each once when it meets a float32 array.
  const auto decay = static_cast<float>(alpha);
  const auto share = static_cast<float>(1 - alpha);
  const auto rate = static_cast<float>(-lr);
  float average = 0.0F * decay;
  average = average + (share * gradient) * gradient;
  const float divisor = std::sqrt(average) + static_cast<float>(eps);
  return parameter + (rate * gradient) / divisor;
}

namespace {

// A decimal read as the double nearest to it.
Interval decimal(double setting) { return outwards(setting, setting); }

Interval root_of_share(double alpha) { return root(Interval(1.0) - decimal(alpha)); }

}  // namespace

Interval Rmsprop::rates(Interval gradient) const {
  const Interval size = root(square(gradient));
  return size / (root_of_share(alpha) * size + decimal(eps));
}

Interval Rmsprop::distance(Interval gradient) const { return decimal(lr) * rates(gradient); }

Interval Rmsprop::longest() const { return decimal(lr) / root_of_share(alpha); }

// Roundings: rate and its product with g, 2; the share and two products under the root, half of 3,
// the root 1, the sum with eps 1, whose own rounding is no more than that; the quotient, 1. The
// share's rounding in double is what is left to the seventh. The last sum rounds its result.
double Rmsprop::rounding(float parameter, float gradient) const {
  const verdict::Arithmetic float32({.dtype = Dtype::kFloat32});
  const verdict::Up distance = this->distance(static_cast<double>(gradient)).high;
  const verdict::Up error = float32.gamma(7) * distance;
  const verdict::Up result =
      verdict::Up(std::fabs(static_cast<double>(parameter))) + distance + error;
  return (error + float32.unit() * result).value();
}

Rmsprop published_rmsprop(const Transcript& notebook) {
  constexpr std::int64_t kCell = 28;
  const std::string& text = notebook.at(kCell, "optimizer").text;
  if (text.find("centered: False") == std::string::npos ||
      notebook.named_number(kCell, "optimizer", "momentum") != 0 ||
      notebook.named_number(kCell, "optimizer", "weight_decay") != 0) {
    throw InputError(notebook.article + ", cell 28: not the plain RMSprop");
  }
  return {.lr = notebook.named_number(kCell, "optimizer", "lr"),
          .alpha = notebook.named_number(kCell, "optimizer", "alpha"),
          .eps = notebook.named_number(kCell, "optimizer", "eps")};
}

}  // namespace normaudit::golden
