#pragma once
// Which backends run on which problems of the golden families, and which part of that is this
// shard's.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/grade_search.h"
#include "core/backend.h"
#include "core/problem.h"

namespace normaudit::audit {

/// Part `index` of `count`, numbered from 1.
struct Shard {
  std::int64_t index = 1;
  std::int64_t count = 1;
};

/// "i/N"; throws InputError.
Shard parse_shard(std::string_view text);

/// An empty list means all there are.
struct Selection {
  std::vector<std::string> backends;
  std::vector<std::string> operators;
  std::vector<std::string> families;
  /// Every problem whose inputs are drawn is run with this many seeds.
  std::int64_t effort = 1;
  Shard shard;
};

struct Task {
  const Backend* backend;
  std::string family;
  Problem problem;
};

/// Family by family, problem by problem, backend by backend. Throws InputError for a name that
/// nothing has.
std::vector<Task> select_tasks(const Selection& selection);

/// A search for every backend and pass, those of this shard; none where it has nothing to try.
std::vector<GradeSearch> select_searches(const Selection& selection, std::uint64_t evaluations);

}  // namespace normaudit::audit
