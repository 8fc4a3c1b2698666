// Lookup of roles and tensors.
#include "core/role.h"

#include <stdexcept>
#include <string>

#include "core/error.h"

namespace normaudit {

Role parse_role(std::string_view name) {
  for (const RoleFacts& each : kRoles) {
    if (each.name == name) return each.role;
  }
  throw InputError("unknown array name '" + std::string(name.substr(0, 64)) + "'");
}

const Tensor* Tensors::find(Role role) const {
  const auto found = arrays.find(role);
  return found == arrays.end() ? nullptr : &found->second;
}

Tensor* Tensors::find(Role role) {
  const auto found = arrays.find(role);
  return found == arrays.end() ? nullptr : &found->second;
}

const Tensor& Tensors::at(Role role) const {
  const Tensor* found = find(role);
  if (found == nullptr)
    throw std::invalid_argument("no array '" + std::string(to_string(role)) + "'");
  return *found;
}

Tensor& Tensors::at(Role role) {
  Tensor* found = find(role);
  if (found == nullptr)
    throw std::invalid_argument("no array '" + std::string(to_string(role)) + "'");
  return *found;
}

}  // namespace normaudit
