// Both paths of the exact reference.
#include <algorithm>
#include <memory>

#include "bench/contender.h"
#include "reference/fast_solver.h"
#include "reference/oracle.h"

namespace normaudit::bench {
namespace {

using reference::FastOptions;

// Of the slow path, which takes about a microsecond for each.
constexpr std::int64_t kElements = 20000;

/// The first numbers of the first channel as a problem of their own.
struct Excerpt {
  Problem problem;
  Tensors inputs;

  Excerpt(const Problem& whole, const Tensors& all) : problem(whole) {
    problem.shape = {1, 1, {std::min(kElements, whole.shape.spatial_count())}};
    for (Role role : inputs_of(problem)) {
      Tensor array = make_array(problem, role);
      for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, all.at(role).bits(i));
      inputs.arrays.emplace(role, std::move(array));
    }
  }
};

void add_slow(std::vector<Contender>& contenders, const Problem& problem, const Tensors& inputs) {
  const auto excerpt = std::make_shared<const Excerpt>(problem, inputs);
  const bool forward = problem.pass == Pass::kForwardTraining;
  contenders.push_back({"oracle, slow path (R1)", forward ? "forward" : "backward",
                        excerpt->problem.shape.count(), 0, [excerpt, forward] {
                          const reference::Oracle oracle(excerpt->problem, excerpt->inputs);
                          Bits all = 0;
                          for (std::int64_t i = 0; i < excerpt->problem.shape.count(); ++i) {
                            all ^=
                                oracle.rounded(forward ? Role::kY : Role::kDx, i, Dtype::kFloat64);
                          }
                          keep(&all);
                        }});
}

struct Fast {
  const Problem& problem;
  const Tensors& inputs;
  Tensors& outputs;
};

void add_fast(std::vector<Contender>& contenders, const Fast& fast, int threads) {
  const std::string pass = fast.problem.pass == Pass::kForwardTraining ? "forward" : "backward";
  const std::int64_t elements = fast.problem.shape.count();
  const auto add = [&](const std::string& name, const FastOptions& options) {
    contenders.push_back(
        {name, pass, elements, 0, [fast, options] {
           reference::solve_groups({fast.problem, fast.inputs, options, fast.outputs});
         }});
  };
  add("oracle, fast path (R2)", {.threads = 1, .isa = {}});
  // The lesser instruction sets where that does not take minutes.
  if (elements < std::int64_t{1} << 25) {
    add("oracle, fast path (R2), baseline", {.threads = 1, .isa = reference::Isa::kBaseline});
    const std::vector<reference::Isa> isas = reference::available_isas();
    if (std::find(isas.begin(), isas.end(), reference::Isa::kAvx2) != isas.end()) {
      add("oracle, fast path (R2), AVX2", {.threads = 1, .isa = reference::Isa::kAvx2});
    }
  }
  if (threads > 1) {
    add("oracle, fast path (R2), " + std::to_string(threads) + " threads",
        {.threads = threads, .isa = {}});
  }
  // Through the public door, which also makes the arrays of the answers.
  contenders.push_back({"oracle, fast path (R2), solve()", pass, elements, 0, [fast] {
                          const reference::FastAnswers answers =
                              reference::solve(fast.problem, fast.inputs, {});
                          keep(&answers);
                        }});
}

}  // namespace

std::vector<Contender> oracle_contenders(Data& data, int threads) {
  std::vector<Contender> contenders;
  add_fast(contenders, {data.forward, data.inputs, data.y}, threads);
  add_slow(contenders, data.forward, data.inputs);
  if (data.inputs.has(Role::kDy)) {
    add_fast(contenders, {data.backward, data.inputs, data.dx}, threads);
    add_slow(contenders, data.backward, data.inputs);
  }
  return contenders;
}

}  // namespace normaudit::bench
