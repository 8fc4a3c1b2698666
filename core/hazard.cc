// From a problem to its input arrays.
#include "core/hazard.h"

#include <unistd.h>

#include "core/error.h"

namespace normaudit {
namespace {

// Benign: x ~ N(0.5, 1), weights in +-[0.5, 1.5), biases in [-1, 1), and running statistics away
// from their initial 0 and 1, because a suite that only sees fresh ones misses wrong updates.
double benign(Role role, Philox& words) {
  switch (role) {
    case Role::kX:
      return 0.5 + standard_normal(words);
    case Role::kWeight: {
      const double magnitude = 0.5 + uniform_unit(words);
      return uniform_below(words, 4) == 0 ? -magnitude : magnitude;
    }
    case Role::kRunningVar:
      return 0.25 + 2 * uniform_unit(words);
    case Role::kDy:
      return 0.125 + standard_normal(words);
    default:
      return 2 * uniform_unit(words) - 1;
  }
}

std::int64_t bytes_of(const Problem& problem, const std::vector<Role>& roles) {
  std::int64_t bytes = 0;
  for (Role role : roles) {
    const std::int64_t places = facts(role).kind == RoleKind::kData
                                    ? IndexMap(problem.shape, problem.layout).storage_count()
                                    : count_of_role(problem, role);
    bytes += places * static_cast<std::int64_t>(size_in_bytes(dtype_of_role(problem, role)));
  }
  return bytes;
}

// A line of text can ask for terabytes; without this, the answer would be a failed allocation that
// names no field, or a machine that swaps.
void require_memory(const Problem& problem) {
  const std::int64_t half = std::int64_t{sysconf(_SC_PHYS_PAGES)} / 2 * sysconf(_SC_PAGESIZE);
  const std::int64_t bytes =
      bytes_of(problem, inputs_of(problem)) + bytes_of(problem, outputs_of(problem));
  if (bytes <= half) return;
  Problem dense = problem;
  dense.layout = {};
  const bool gaps = bytes_of(dense, inputs_of(dense)) + bytes_of(dense, outputs_of(dense)) <= half;
  throw InputError(std::string(gaps ? "layout" : "shape") + ": the arrays need " +
                   std::to_string(bytes >> 30) + " GiB, more than half of this machine's memory");
}

}  // namespace

const Hazard& find_hazard(std::string_view name) { return find_or_refuse<Hazard>("hazard", name); }

Philox stream_of(const Problem& problem, Role role, std::uint64_t purpose) {
  return Philox({problem.seed, (purpose << 8) | static_cast<std::uint64_t>(role)});
}

Tensors make_inputs(const Problem& problem) {
  validate(problem);
  require_memory(problem);
  Tensors inputs;
  inputs.num_batches_tracked = problem.num_batches_tracked;
  for (Role role : inputs_of(problem)) {
    Tensor array = make_array(problem, role);
    Philox words = stream_of(problem, role, 0);
    for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, benign(role, words));
    inputs.arrays.emplace(role, std::move(array));
  }
  const Hazard& hazard = find_hazard(problem.hazard);
  if (hazard.fill) hazard.fill(problem, inputs);
  for (const auto& [role, values] : problem.values) {
    Tensor& array = inputs.at(role);
    for (std::size_t i = 0; i < values.size(); ++i)
      array.set(static_cast<std::int64_t>(i), values[i]);
  }
  return inputs;
}

}  // namespace normaudit
