// Running a backend under guard.
#include "core/run.h"

#include <cfenv>
#include <optional>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace normaudit {
namespace {

// Rounding direction and, where the machine has them, the flush-to-zero and denormals-are-zero
// bits.
struct Environment {
  int rounding = std::fegetround();
#if defined(__SSE2__)
  unsigned control = _mm_getcsr() & 0xFFC0U;  // without the sticky exception flags
#endif
  friend bool operator==(const Environment&, const Environment&) = default;

  void restore() const {
    std::fesetround(rounding);
#if defined(__SSE2__)
    _mm_setcsr(control);
#endif
  }
};

Tensors make_outputs(const Problem& problem, const Tensors& inputs) {
  Tensors outputs;
  for (Role role : outputs_of(problem)) {
    Tensor array = make_array(problem, role);
    if (const Tensor* old = inputs.find(role)) {  // running statistics are in-out
      for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, old->bits(i));
    }
    outputs.arrays.emplace(role, std::move(array));
  }
  outputs.num_batches_tracked = inputs.num_batches_tracked;  // and so is the count
  return outputs;
}

// True where an output lies on this input.
bool is_overwritten(Role input, const Tensors& inputs, const Tensors& outputs) {
  for (const auto& [role, array] : outputs.arrays) {
    if (array.elements() == inputs.at(input).elements()) return true;
  }
  return false;
}

// An output that lies on an input.
struct Overlay {
  Role output;
  Role input;
};

// What a pass may be asked to do in place; none where it has no such output.
std::optional<Overlay> overlay_of(const Problem& problem) {
  const Overlay overlay =
      is_backward(problem.pass) ? Overlay{Role::kDx, Role::kDy} : Overlay{Role::kY, Role::kX};
  const bool wanted = !is_backward(problem.pass) || problem.gradients.dx;
  return wanted ? std::optional(overlay) : std::nullopt;
}

void run_guarded(const Backend& backend, const Problem& problem, const Tensors& inputs,
                 Run& result) {
  const Tensors before = inputs;
  const Environment environment;
  backend.run(problem, inputs, result.outputs);
  if (Environment{} != environment) {
    environment.restore();
    result.findings.push_back("changed the floating-point environment");
  }
  for (const auto& [role, array] : before.arrays) {
    if (!same_bits(array, inputs.at(role)) && !is_overwritten(role, inputs, result.outputs)) {
      result.findings.push_back("modified its input " + std::string(to_string(role)));
    }
    if (!inputs.at(role).surroundings_intact()) {
      result.findings.push_back("wrote around its input " + std::string(to_string(role)));
    }
  }
  for (const auto& [role, array] : result.outputs.arrays) {
    if (!array.surroundings_intact()) {
      result.findings.push_back("wrote outside its output " + std::string(to_string(role)));
    }
  }
}

struct Arrangement {
  const Tensors& inputs;
  std::optional<Overlay> overlay;
};

Run run_on(const Backend& backend, const Problem& problem, const Arrangement& arrangement) {
  Run result;
  result.unsupported = backend.supports(problem);
  if (!result.unsupported.empty()) return result;
  Tensors handed = arrangement.inputs;
  if (problem.pass == Pass::kBackward) {
    const Problem forward = forward_of(problem);
    Run first;
    first.outputs = make_outputs(forward, Tensors{});
    run_guarded(backend, forward, handed, first);
    result.findings = first.findings;
    for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) {
      handed.arrays.insert_or_assign(role, first.outputs.at(role));
    }
  }
  result.outputs = make_outputs(problem, arrangement.inputs);
  if (const std::optional<Overlay>& overlay = arrangement.overlay) {
    result.outputs.at(overlay->output) = handed.at(overlay->input).alias();
  }
  run_guarded(backend, problem, handed, result);
  return result;
}

}  // namespace

Problem forward_of(const Problem& backward) {
  Problem forward = backward;
  forward.pass = Pass::kForwardTraining;
  forward.has_bias = false;
  forward.track_running_stats = false;
  forward.gradients = {};
  forward.values.erase(Role::kDy);
  return forward;
}

Run run_backend(const Backend& backend, const Problem& problem, const Tensors& inputs) {
  return run_on(backend, problem, {inputs, std::nullopt});
}

Run run_in_place(const Backend& backend, const Problem& problem, const Tensors& inputs) {
  return run_on(backend, problem, {inputs, overlay_of(problem)});
}

}  // namespace normaudit
