// The library says which instruction set it took.
#include "tests/fast/instruction_sets.h"

namespace normaudit::fast {
namespace {

TEST(InstructionSets, TheBestIsTakenWhereNoneIsForced) {
  std::string best;
  for (const InstructionSet& set : kInstructionSets) {
    if (best.empty() && is_present(set)) best = set.name;
  }
  take_only(0);
  EXPECT_EQ(instruction_set(), best);
}

}  // namespace
}  // namespace normaudit::fast
