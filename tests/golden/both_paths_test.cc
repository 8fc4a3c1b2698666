// The fast path on what is hardest: every problem of every family, bit for bit the slow path's.
#include "tests/golden/family_fixture.h"
#include "tests/reference/fast_support.h"

namespace normaudit::golden {
namespace {

// A prime, so that a sample of a large array meets every row and column.
constexpr std::int64_t kStride = 4099;

class BothPaths : public EachFamily {};
INSTANTIATE_TEST_SUITE_P(, BothPaths, each_family(), name_of_family);

TEST_P(BothPaths, AgreeOnEveryInstructionSet) {
  const bool large = family().storage == Family::Storage::kRecipe;
  for (const Problem& problem : family().problems()) {
    const Tensors inputs = make_inputs(problem);
    const reference::Oracle oracle(problem, inputs);
    for (reference::Isa isa : reference::available_isas()) {
      const Tensors answers = reference::solve(problem, inputs, {.threads = 2, .isa = isa}).outputs;
      reference::expect_bits_of(oracle, problem, answers, large ? kStride : 1);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace normaudit::golden
