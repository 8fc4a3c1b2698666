// The momentum is taken as the share of the old value, as ONNX and Keras write it.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem inverted = problem;
  if (problem.momentum) inverted.momentum = 1 - *problem.momentum;
  base.run(inverted, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "momentum_inverted",
    .sentence = "running = m*running + (1 - m)*batch",
    .source = "yjxiong/caffe#47; deeplearning4j/deeplearning4j#5076; Oneflow-Inc/oneflow#6055",
    .base = "two_pass",
    .killed_by = {"momentum_zero_keeps", "momentum_one_replaces", "ema_closed_form"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
