// This project's kernels as contenders: what is registered for this target.
#include <algorithm>
#include <memory>

#include "bench/gpu/contender.h"
#include "cuda/host/contract.h"
#include "cuda/host/kernels.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

constexpr const char* kYardstick = "split";

// Ours in the order in which they were built: the yardstick, its other schedules, the textbook's.
int rank_of(const Kernels& kernels) {
  if (kernels.name == kYardstick) return 0;
  return kernels.contract.algorithm == pivoted_contract().algorithm ? 1 : 2;
}

Contender contender_of(const Kernels& kernels) {
  return {
      .name = kernels.name,
      .has_yardstick_bits = rank_of(kernels) < 2,
      .unsupported =
          [&kernels](const Problem& problem) { return unsupported_by(kernels, problem); },
      .enter =
          [&kernels](const Sets& sets) {
            const auto scratch = std::make_shared<Scratch>();
            return [&kernels, &sets, scratch](int set) {
              scratch->rewind();
              kernels.launch({sets.problem(), 0, sets[set], *scratch});
            };
          },
  };
}

}  // namespace

std::vector<Contender> our_contenders() {
  std::vector<const Kernels*> all = Registry<Kernels>::instance().all();
  std::stable_sort(all.begin(), all.end(),
                   [](const Kernels* a, const Kernels* b) { return rank_of(*a) < rank_of(*b); });
  std::vector<Contender> contenders;
  for (const Kernels* each : all) contenders.push_back(contender_of(*each));
  return contenders;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
