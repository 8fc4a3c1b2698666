// Hard data, hard gradients and hard parameters in one problem: mistakes that need two of them.
#include "core/hazard.h"

namespace normaudit {
namespace {

void fill(const Problem& problem, Tensors& tensors) {
  for (const char* part : {"conditioned", "extreme_parameters", "upstream"}) {
    find_hazard(part).fill(problem, tensors);
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "all_at_once",
    .sentence = "The hazards conditioned, extreme_parameters and upstream together.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
