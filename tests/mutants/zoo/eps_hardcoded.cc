// A constant in the code instead of the layer's eps.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem other = problem;
  other.eps = 1e-6;
  base.run(other, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "eps_hardcoded",
    .sentence = "eps is 1e-6, whatever was asked for",
    .source = "AlexeyAB/darknet#5447; analogdevicesinc/ai8x-training#108",
    .base = "two_pass",
    .killed_by = {"power_of_two_scale", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
