#pragma once
// The named arrays of a normalization call, what each is shaped like, and the set of tensors that
// carries them.

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "core/tensor.h"

namespace normaudit {

enum class Role : std::uint8_t {
  kX,
  kWeight,
  kBias,
  kRunningMean,
  kRunningVar,
  kDy,
  kY,
  kSaveMean,
  kSaveVar,
  kSaveInvstd,
  kDx,
  kDweight,
  kDbias,
};

/// What a role's array is shaped like and which of a problem's three dtypes it has.
enum class RoleKind : std::uint8_t { kData, kParameter, kStatistic };

struct RoleFacts {
  Role role;
  std::string_view name;  ///< the name in files, texts and reports
  RoleKind kind;
};

inline constexpr std::array kRoles{
    RoleFacts{Role::kX, "x", RoleKind::kData},
    RoleFacts{Role::kWeight, "weight", RoleKind::kParameter},
    RoleFacts{Role::kBias, "bias", RoleKind::kParameter},
    RoleFacts{Role::kRunningMean, "running_mean", RoleKind::kStatistic},
    RoleFacts{Role::kRunningVar, "running_var", RoleKind::kStatistic},
    RoleFacts{Role::kDy, "dy", RoleKind::kData},
    RoleFacts{Role::kY, "y", RoleKind::kData},
    RoleFacts{Role::kSaveMean, "save_mean", RoleKind::kStatistic},
    RoleFacts{Role::kSaveVar, "save_var", RoleKind::kStatistic},
    RoleFacts{Role::kSaveInvstd, "save_invstd", RoleKind::kStatistic},
    RoleFacts{Role::kDx, "dx", RoleKind::kData},
    RoleFacts{Role::kDweight, "dweight", RoleKind::kParameter},
    RoleFacts{Role::kDbias, "dbias", RoleKind::kParameter},
};

constexpr const RoleFacts& facts(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
constexpr std::string_view to_string(Role role) { return facts(role).name; }

/// Throws InputError when no role has this name.
Role parse_role(std::string_view name);

/// The arrays of one call. running_mean and running_var are inputs and, in training, outputs.
struct Tensors {
  std::map<Role, Tensor> arrays;
  /// Batches seen before this one (as an output: this one included); only read with cumulative
  /// averages.
  std::int64_t num_batches_tracked = 0;

  bool has(Role role) const { return arrays.contains(role); }
  /// Throws std::invalid_argument when the role is absent.
  const Tensor& at(Role role) const;
  Tensor& at(Role role);
  /// Null when the role is absent.
  const Tensor* find(Role role) const;
  Tensor* find(Role role);
};

}  // namespace normaudit
