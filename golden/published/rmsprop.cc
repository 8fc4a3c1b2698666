// RMSprop's first step, operation by operation.
#include "golden/published/rmsprop.h"

#include <cmath>

#include "core/error.h"

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

double Rmsprop::distance(double gradient) const {
  const double size = std::fabs(gradient);
  return lr * size / (std::sqrt(1 - alpha) * size + eps);
}

double Rmsprop::longest() const { return lr / std::sqrt(1 - alpha); }

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
