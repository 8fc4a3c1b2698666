// Backends of this repository that are written to be read, through the interface they are judged
// by: on one thread, where that takes milliseconds.
#include <cstring>
#include <memory>

#include "bench/cpu/contender.h"
#include "core/backend.h"

namespace normaudit::bench::cpu {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 18;
constexpr const char* kBackends[] = {"two_pass", "eigen"};

struct Call {
  Problem problem;
  Tensors inputs;
  Tensors outputs;
};

const float* numbers_of(const Arrays& arrays, Role role) {
  switch (role) {
    case Role::kX:
      return arrays.x();
    case Role::kDy:
      return arrays.dy();
    case Role::kWeight:
      return arrays.weight.data();
    case Role::kBias:
      return arrays.bias.data();
    case Role::kRunningMean:
      return arrays.running_mean.data();
    case Role::kRunningVar:
      return arrays.running_var.data();
    case Role::kSaveMean:
      return arrays.save_mean.data();
    default:
      return arrays.save_invstd.data();
  }
}

void add(Tensors& tensors, const Stage& stage, Role role) {
  Tensor array = make_array(stage.timed.problem, role);
  std::memcpy(array.elements(), numbers_of(stage.arrays, role),
              static_cast<std::size_t>(array.count()) * sizeof(float));
  tensors.arrays.insert_or_assign(role, std::move(array));
}

std::shared_ptr<Call> call_of(const Stage& stage) {
  auto call = std::make_shared<Call>();
  call->problem = stage.timed.problem;
  for (Role role : inputs_of(call->problem)) add(call->inputs, stage, role);
  if (call->problem.pass == Pass::kBackward) {
    for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) add(call->inputs, stage, role);
  }
  for (Role role : outputs_of(call->problem)) {
    call->outputs.arrays.insert_or_assign(role, make_array(call->problem, role));
  }
  return call;
}

}  // namespace

std::vector<Contender> textbook_contenders(const Stage& stage) {
  std::vector<Contender> contenders;
  if (stage.timed.threads > 1 || stage.timed.problem.shape.count() > kMostNumbers) {
    return contenders;
  }
  for (const char* name : kBackends) {
    const Backend& backend = find_backend(name);
    if (!backend.supports(stage.timed.problem).empty()) continue;
    contenders.push_back({.name = name,
                          .kind = Kind::kTextbook,
                          .answers_in_arrays = false,
                          .sample = on_clock([&backend, call = call_of(stage)] {
                            backend.run(call->problem, call->inputs, call->outputs);
                          })});
  }
  return contenders;
}

}  // namespace normaudit::bench::cpu
