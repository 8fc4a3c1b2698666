// The loops for the instruction set every machine of this architecture has.
#include "reference/fast_loops.inc"

namespace normaudit::reference {

const Loops kBaselineLoops{kLoopsOf<float>, kLoopsOf<double>};

}  // namespace normaudit::reference
