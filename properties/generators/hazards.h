#pragma once
// Which hazard fills the arrays: every registered one, and more often those that draw widely.

#include <string>

#include "core/problem.h"

namespace normaudit::properties {

/// Half the time any registered hazard, benign first; else one that draws its class afresh for
/// every channel: conditioning, parameters, upstream gradients (in backward passes), bit patterns,
/// or several at once. Only inside rc::gen::exec; always two choices.
std::string any_hazard(Pass pass);

}  // namespace normaudit::properties
