// Roles to arrays.
#include "bench/cpu/roles.h"

#include <cstring>

namespace normaudit::bench::cpu {
namespace {

Vector& vector_of(Arrays& arrays, Role role) {
  switch (role) {
    case Role::kWeight:
      return arrays.weight;
    case Role::kBias:
      return arrays.bias;
    case Role::kRunningMean:
      return arrays.running_mean;
    case Role::kRunningVar:
      return arrays.running_var;
    case Role::kSaveMean:
      return arrays.save_mean;
    case Role::kSaveVar:
      return arrays.save_var;
    case Role::kSaveInvstd:
      return arrays.save_invstd;
    case Role::kDweight:
      return arrays.dweight;
    default:
      return arrays.dbias;
  }
}

}  // namespace

float* numbers_of(Arrays& arrays, Role role) {
  switch (role) {
    case Role::kX:
      return arrays.x();
    case Role::kDy:
      return arrays.dy();
    case Role::kY:
      return arrays.y();
    case Role::kDx:
      return arrays.dx();
    default:
      return vector_of(arrays, role).data();
  }
}

std::vector<Role> read_roles(const Problem& problem) {
  std::vector<Role> roles = inputs_of(problem);
  if (problem.pass == Pass::kBackward) {
    roles.insert(roles.end(), {Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd});
  }
  return roles;
}

Tensors tensors_of(const Stage& stage, const std::vector<Role>& roles) {
  Tensors tensors;
  for (Role role : roles) {
    Tensor array = make_array(stage.timed.problem, role);
    std::memcpy(array.elements(), numbers_of(stage.arrays, role),
                static_cast<std::size_t>(array.count()) * sizeof(float));
    tensors.arrays.insert_or_assign(role, std::move(array));
  }
  return tensors;
}

}  // namespace normaudit::bench::cpu
