#pragma once
// The pass, the subset of gradients asked for, and whether running statistics are kept.

#include "core/problem.h"

namespace normaudit::properties {

struct Mode {
  Pass pass = Pass::kForwardTraining;
  Gradients gradients;
  bool track_running_stats = true;
};

/// Any mode the operator has. Only inside rc::gen::exec; always three choices.
Mode any_mode(const Operator& op);

}  // namespace normaudit::properties
