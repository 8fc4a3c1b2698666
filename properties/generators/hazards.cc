// Drawing a hazard.
#include "properties/generators/hazards.h"

#include <algorithm>

#include "core/hazard.h"
#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

// Benign first, because draws shrink towards the first.
std::vector<std::string> registered() {
  std::vector<std::string> names = Registry<Hazard>::instance().names();
  std::ranges::stable_partition(names, [](const std::string& name) { return name == "benign"; });
  return names;
}

}  // namespace

std::string any_hazard(Pass pass) {
  static const std::vector<std::string> kRegistered = registered();
  static const std::vector<std::string> kWide{"conditioned", "conditioned", "extreme_parameters",
                                              "raw_bits",    "all_at_once", "upstream"};
  const std::uint64_t wide = below(2 * kWide.size());
  const std::string& named = any_of(kRegistered);
  if (wide < kWide.size()) return named;
  const std::string& chosen = kWide[wide - kWide.size()];
  return chosen == "upstream" && !is_backward(pass) ? "conditioned" : chosen;
}

}  // namespace normaudit::properties
