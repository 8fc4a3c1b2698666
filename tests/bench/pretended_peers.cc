// Peers for the bench over the executor: our own kernels once more, sound, with a bit bent, with a
// number left out, and failing at once or when they are timed.
#include <memory>

#include "bench/gpu/contender.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

using Bend = void (*)(const Sets& sets, int set);

float& first_output(const Sets& sets, int set) {
  return *static_cast<float*>(sets[set].first(data_output(sets.problem())));
}

Contender pretended(const std::string& name, Bend bend) {
  Contender result = our_contenders().front();
  const auto enter = result.enter;
  result.name = name;
  result.is_peer = name.starts_with("peer");
  result.has_yardstick_bits = !result.is_peer;
  result.enter = [enter, bend](const Sets& sets) {
    return [call = enter(sets), bend, &sets](int set) {
      call(set);
      bend(sets, set);
    };
  };
  const auto unsupported = result.unsupported;
  result.unsupported = [unsupported](const Problem& problem) {
    return problem.dtype == Dtype::kFloat32 ? unsupported(problem) : "not float32";
  };
  return result;
}

void fail(const Sets&, int) { throw GpuError("failed on purpose"); }

// The first calls are compared; the one that fails is timed.
void fail_later(const Sets&, int) {
  static int calls = 0;
  if (++calls % 3 == 0) throw GpuError("failed on purpose later");
}

}  // namespace

std::vector<Contender> peer_contenders() {
  return {pretended("peer", [](const Sets&, int) {}),
          pretended("peer_bent", [](const Sets& sets, int set) { first_output(sets, set) += 1; }),
          pretended("peer_nan", [](const Sets& sets,
                                   int set) { first_output(sets, set) = __builtin_nanf(""); }),
          pretended("ours_bent", [](const Sets& sets, int set) { first_output(sets, set) += 1; }),
          pretended("peer_fails", fail),
          pretended("ours_fails", fail_later)};
}

normaudit::bench::Facts peer_facts() { return {{"peers", "pretended"}}; }

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
