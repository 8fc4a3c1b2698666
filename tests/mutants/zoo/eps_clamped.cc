// eps is raised to the least that a library accepts.
#include <algorithm>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem raised = problem;
  if (problem.pass == Pass::kForwardTraining) raised.eps = std::max(problem.eps, 1e-5);
  base.run(raised, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "eps_clamped",
    .sentence = "eps below 1e-5 is silently taken as 1e-5",
    .source = "tensorflow/tensorflow#37768; microsoft/onnxruntime#2681; pytorch/pytorch#1742",
    .base = "two_pass",
    .killed_by = {"output_variance", "biased_normalizes_unbiased_is_stored", "train_then_infer"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
