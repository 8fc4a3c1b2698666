#pragma once
// The exact answers of one golden problem, as the numbers that are stored.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/problem.h"
#include "golden/family.h"
#include "reference/oracle.h"

namespace normaudit::golden {

/// How the answers of a group were settled.
enum class Status : std::uint8_t {
  kProvenInteger,  ///< real numbers, each rounding decided by integer comparisons
  kDegenerate,     ///< variance and eps both exactly 0: the convention answers
  kSpecial,        ///< some answer is no real number: the table of special values answers
};

std::string_view to_string(Status status);

struct GroupFacts {
  Status status = Status::kProvenInteger;
  std::string condition_number;
  std::vector<reference::ExactSum> sums;
};

/// One answer of a recipe, with the elements it belongs to.
struct Sample {
  Role role;
  std::int64_t index = 0;  ///< flat logical
  reference::HiLo answer;
};

struct Answers {
  Tensors inputs;
  std::map<Role, std::vector<double>> hi;
  std::map<Role, std::vector<double>> lo;  ///< a recipe has none for its large outputs
  std::vector<Sample> samples;             ///< recipes only
  std::vector<GroupFacts> groups;
  std::int64_t num_batches_tracked = 0;  ///< after the pass
};

/// Data arrays of a recipe are too large to store.
constexpr bool is_stored(Family::Storage storage, Role role) {
  return storage == Family::Storage::kArrays || facts(role).kind != RoleKind::kData;
}

/// Oracle answers only; the numbers of a recipe's large arrays come from the fast path.
Answers answer(const Problem& problem, Family::Storage storage);

}  // namespace normaudit::golden
