// The naive loops as contenders, and the statistics that other contenders' backward passes start
// from.
#include <cmath>
#include <memory>

#include "bench/cpu/contender.h"
#include "bench/cpu/loops.h"

namespace normaudit::bench::cpu {
namespace {

using Pointer = void (*)(const LoopCall&);

Pointer pass_of(const Loops& loops, Pass pass) {
  if (pass == Pass::kBackward) return loops.backward;
  return pass == Pass::kInference ? loops.inference : loops.training;
}

LoopCall call_of(const Stage& stage, Vector& scratch) {
  const Problem& problem = stage.timed.problem;
  Arrays& arrays = stage.arrays;
  const bool is_inference = problem.pass == Pass::kInference;
  LoopCall call{.x = arrays.x(),
                .dy = arrays.dy(),
                .out = is_backward(problem.pass) ? arrays.dx() : arrays.y(),
                .weight = arrays.weight.data(),
                .bias = arrays.bias.data(),
                .mean = is_inference ? arrays.running_mean.data() : arrays.save_mean.data(),
                .var = is_inference ? arrays.running_var.data() : arrays.save_var.data(),
                .dweight = arrays.dweight.data(),
                .dbias = arrays.dbias.data(),
                .batch = problem.shape.batch,
                .channels = problem.shape.channels,
                .places = problem.shape.spatial_count(),
                .eps = static_cast<float>(problem.eps),
                .threads = stage.timed.threads};
  scratch.assign(static_cast<std::size_t>(scratch_count(call)), 0);
  call.scratch = scratch.data();
  return call;
}

// Vectors lie the same in both layouts; rows are the better loops for them.
bool is_rows(const Problem& problem) {
  return problem.layout.kind == Layout::Kind::kNhwc || problem.shape.spatial.empty();
}

Contender loop_of(const Stage& stage, const char* name, const Loops& loops) {
  auto scratch = std::make_shared<Vector>();
  const LoopCall call = call_of(stage, *scratch);
  const Pointer run = pass_of(loops, stage.timed.problem.pass);
  return {
      .name = name, .kind = Kind::kLoop, .sample = on_clock([scratch, call, run] { run(call); })};
}

}  // namespace

std::vector<Contender> loop_contenders(const Stage& stage) {
  const bool rows = is_rows(stage.timed.problem);
  return {loop_of(stage, "naive", rows ? kNaiveNhwc : kNaiveNchw),
          loop_of(stage, kFastMath, rows ? kFastMathNhwc : kFastMathNchw)};
}

void save_statistics(const Stage& stage) {
  Case training = stage.timed;
  training.problem.pass = Pass::kForwardTraining;
  Vector scratch;
  const LoopCall call = call_of({training, stage.arrays}, scratch);
  (is_rows(training.problem) ? kNaiveNhwc : kNaiveNchw).training(call);
  for (std::int64_t c = 0; c < call.channels; ++c) {
    const auto i = static_cast<std::size_t>(c);
    stage.arrays.save_invstd[i] =
        static_cast<float>(1 / std::sqrt(static_cast<double>(call.var[i]) + training.problem.eps));
  }
}

}  // namespace normaudit::bench::cpu
