// The batch is left out of the reduction: every sample is normalized by itself.
#include "properties/bend.h"
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const bool pools = problem.shape.batch > 0 && problem.shape.spatial_count() > 1;
  if (problem.pass != Pass::kForwardTraining || !pools) {
    return base.run(problem, inputs, outputs);
  }
  Problem sample = properties::with_batch(problem, 1);
  const std::int64_t count = sample.shape.count();
  for (std::int64_t n = 0; n < problem.shape.batch; ++n) {
    Tensors part;
    part.num_batches_tracked = outputs.num_batches_tracked;
    for (const auto& [role, array] : outputs.arrays) {
      const bool data = facts(role).kind == RoleKind::kData;
      part.arrays.emplace(role, data ? make_array(sample, role) : array);
    }
    base.run(sample, properties::samples_of(sample, inputs, n), part);
    outputs.num_batches_tracked = part.num_batches_tracked;
    for (auto& [role, array] : outputs.arrays) {
      const bool data = facts(role).kind == RoleKind::kData;
      const Tensor& made = part.at(role);
      for (std::int64_t i = 0; i < made.count(); ++i) {
        array.set_bits(data ? n * count + i : i, made.bits(i));
      }
    }
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "training_as_instance_norm",
    .sentence = "statistics are taken over the places of each sample, not over the batch",
    .source = "apache/tvm#18609",
    .base = "two_pass",
    .killed_by = {"merged_parts_equal_whole", "output_variance",
                  "biased_normalizes_unbiased_is_stored"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
