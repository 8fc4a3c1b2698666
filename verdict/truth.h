#pragma once
// The exact answers a judge asks for: all of them once as doubles, a few of them in full.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/problem.h"
#include "core/role.h"
#include "reference/oracle.h"

namespace normaudit::verdict {

class Truth {
 public:
  /// `inputs` must outlive the truth.
  Truth(const Problem& problem, const Tensors& inputs);

  std::int64_t count(Role role) const {
    return static_cast<std::int64_t>(high_[static_cast<std::size_t>(role)].size());
  }
  /// The correctly rounded double.
  double high(Role role, std::int64_t logical) const {
    return high_[static_cast<std::size_t>(role)][static_cast<std::size_t>(logical)];
  }
  reference::Kind kind(Role role, std::int64_t logical) const;
  /// The slow path, made when it is first needed.
  const reference::Oracle& oracle() const;

 private:
  const Problem& problem_;
  const Tensors& inputs_;
  std::array<std::vector<double>, kRoles.size()> high_;  // in logical order
  mutable std::optional<reference::Oracle> oracle_;
};

}  // namespace normaudit::verdict
