// A missing barrier: every third call a channel is normalized with another's partial sum.
#include <atomic>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  static std::atomic<unsigned> calls{0};
  base.run(problem, inputs, outputs);
  Tensor* mean = outputs.find(Role::kSaveMean);
  const bool races = calls.fetch_add(1) % 3 == 2;
  if (races && mean != nullptr && mean->count() > 1) mean->set_bits(0, mean->bits(1));
}

const bool kRegistered = register_entry(Mutant{
    .name = "shared_memory_race",
    .sentence = "now and then the first channel takes the second one's mean out of shared memory",
    .source = "PaddlePaddle/Paddle#56435; gittensor-ai-lab/sparkinfer#705; davisking/dlib#3001",
    .base = "two_pass",
    .killed_by = {"same_call_same_bits", "problem_text_round_trips"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
