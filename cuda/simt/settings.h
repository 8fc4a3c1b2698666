#pragma once
// The schedule and the machine that hold for launches of this OS thread.

#include "cuda/simt/schedule.h"

namespace normaudit::cuda::simt {

const Schedule& current_schedule();
const SimulatedMachine& current_machine();

}  // namespace normaudit::cuda::simt
