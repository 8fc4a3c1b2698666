// Scoped settings of the executor, one set for each OS thread.
#include "cuda/simt/settings.h"

namespace normaudit::cuda::simt {
namespace {

thread_local Schedule schedule;
thread_local SimulatedMachine simulated;

}  // namespace

const Schedule& current_schedule() { return schedule; }
const SimulatedMachine& current_machine() { return simulated; }

ScopedSchedule::ScopedSchedule(const Schedule& now) : before_(schedule) { schedule = now; }
ScopedSchedule::~ScopedSchedule() { schedule = before_; }

ScopedMachine::ScopedMachine(const SimulatedMachine& now) : before_(simulated) { simulated = now; }
ScopedMachine::~ScopedMachine() { simulated = before_; }

}  // namespace normaudit::cuda::simt
