// Backends of this repository that are written to be read, through the interface they are judged
// by: on one thread, where that takes milliseconds.
#include <cstring>
#include <memory>

#include "bench/cpu/contender.h"
#include "bench/cpu/roles.h"
#include "core/backend.h"

namespace normaudit::bench::cpu {
namespace {

constexpr const char* kBackends[] = {"two_pass", "eigen"};

struct Call {
  Problem problem;
  Tensors inputs;
  Tensors outputs;
};

std::shared_ptr<Call> call_of(const Stage& stage) {
  auto call = std::make_shared<Call>();
  call->problem = stage.timed.problem;
  call->inputs = tensors_of(stage, read_roles(call->problem));
  for (Role role : outputs_of(call->problem)) {
    call->outputs.arrays.insert_or_assign(role, make_array(call->problem, role));
  }
  return call;
}

void copy_outputs(const Call& call, Arrays& arrays) {
  for (const auto& [role, array] : call.outputs.arrays) {
    std::memcpy(numbers_of(arrays, role), array.elements(),
                static_cast<std::size_t>(array.count()) * sizeof(float));
  }
}

}  // namespace

std::vector<Contender> textbook_contenders(const Stage& stage, std::int64_t most_numbers) {
  std::vector<Contender> contenders;
  if (stage.timed.threads > 1 || stage.timed.problem.shape.count() > most_numbers) {
    return contenders;
  }
  for (const char* name : kBackends) {
    const Backend& backend = find_backend(name);
    if (!backend.supports(stage.timed.problem).empty()) continue;
    const std::shared_ptr<Call> call = call_of(stage);
    const auto run = [&backend, call] { backend.run(call->problem, call->inputs, call->outputs); };
    contenders.push_back({.name = name,
                          .kind = Kind::kTextbook,
                          .answers_in_arrays = false,
                          .deliver =
                              [run, call, &arrays = stage.arrays] {
                                run();
                                copy_outputs(*call, arrays);
                              },
                          .sample = on_clock(run)});
  }
  return contenders;
}

}  // namespace normaudit::bench::cpu
