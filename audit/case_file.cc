// A case: the user's own arrays as one problem.

#include "audit/case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "audit/case_array.h"
#include "core/error.h"
#include "core/number_text.h"
#include "files/text.h"

namespace normaudit::audit {
namespace {

constexpr std::array kCaseRoles{Role::kX,           Role::kWeight,     Role::kBias,
                                Role::kRunningMean, Role::kRunningVar, Role::kDy};

// The arrays of the file by role, and the counter beside them.
struct CaseArrays {
  std::map<Role, FileArray> by_role;
  std::optional<FileArray> counter;
};

CaseArrays sort_arrays(const files::NpzArrays& arrays, const std::string& file, bool bfloat16) {
  CaseArrays sorted;
  for (const auto& [name, array] : arrays) {
    const FileArray source{.array = array,
                           .where = fmt::format("{}: array '{}'", file, name),
                           .uint16_is_bfloat16 = bfloat16};
    if (name == kCounterName) {
      sorted.counter.emplace(source);
      continue;
    }
    const auto role = std::ranges::find(kCaseRoles, std::string_view(name),
                                        [](Role each) { return to_string(each); });
    if (role == kCaseRoles.end()) {
      throw InputError(fmt::format(
          "{}: unknown array {}: expected x, weight, bias, running_mean, running_var, {} or dy",
          file, files::in_quotes(name), kCounterName));
    }
    sorted.by_role.emplace(*role, source);
  }
  return sorted;
}

Problem parse_flags(const CaseFlags& flags) {
  Problem problem;
  problem.operator_name = find_operator(flags.operator_name).name;
  problem.pass = parse_pass(flags.pass);
  problem.eps = parse_double(flags.eps, "--eps");
  if (!std::isfinite(problem.eps) || problem.eps < 0) {
    throw InputError(
        fmt::format("--eps {} is not a finite number >= 0", files::in_quotes(flags.eps)));
  }
  if (flags.momentum == "cumulative") {
    problem.momentum = std::nullopt;
  } else {
    problem.momentum = parse_double(flags.momentum, "--momentum");
    if (!(*problem.momentum >= 0 && *problem.momentum <= 1)) {
      throw InputError(fmt::format("--momentum {} is not in [0, 1] and not cumulative",
                                   files::in_quotes(flags.momentum)));
    }
  }
  problem.groups = parse_int(flags.groups, "--groups");
  if (flags.layout != "nchw" && flags.layout != "nhwc") {
    throw InputError(
        fmt::format("--layout {} is not nchw or nhwc", files::in_quotes(flags.layout)));
  }
  problem.layout = parse_layout(flags.layout);
  if (!flags.dtype.empty() && flags.dtype != "bfloat16") {
    throw InputError(fmt::format(
        "--dtype {} is not bfloat16, the only dtype that an array does not tell by itself",
        files::in_quotes(flags.dtype)));
  }
  return problem;
}

// The dtype for all arrays of one kind that the pass reads: their own where they agree, else one
// that holds them all.
Dtype common_dtype(const std::map<Role, FileArray>& arrays, const std::vector<Role>& read,
                   RoleKind kind, Dtype none) {
  std::optional<Dtype> common;
  for (Role role : read) {
    if (facts(role).kind != kind) continue;
    const Dtype dtype = float_dtype(arrays.at(role));
    common = !common || *common == dtype ? dtype : Dtype::kFloat64;
  }
  return common.value_or(none);
}

std::int64_t earlier_batches(const FileArray& counter) {
  const std::int64_t count = read_count(counter);
  if (count < 0 || count == std::numeric_limits<std::int64_t>::max()) {
    throw InputError(
        fmt::format("{} holds {}, not a count of earlier batches", counter.where, count));
  }
  return count;
}

void require_arrays(const Problem& problem, const CaseArrays& arrays, const std::string& file) {
  std::vector<Role> needed;
  if (uses_running_statistics(problem.pass)) needed = {Role::kRunningMean, Role::kRunningVar};
  if (is_backward(problem.pass)) needed.push_back(Role::kDy);
  for (Role role : needed) {
    if (arrays.by_role.contains(role)) continue;
    throw InputError(fmt::format("{}: array '{}' is missing: {} needs it", file, to_string(role),
                                 to_string(problem.pass)));
  }
}

}  // namespace

Case make_case(const files::NpzArrays& arrays, const std::string& file, const CaseFlags& flags) {
  Case result{
      .problem = parse_flags(flags), .inputs = {}, .uint16_is_bfloat16 = flags.dtype == "bfloat16"};
  Problem& problem = result.problem;
  const CaseArrays sorted = sort_arrays(arrays, file, result.uint16_is_bfloat16);
  const auto x = sorted.by_role.find(Role::kX);
  if (x == sorted.by_role.end()) throw InputError(file + ": array 'x' is missing");
  problem.shape = shape_of(x->second, problem.layout.kind);
  problem.has_weight = sorted.by_role.contains(Role::kWeight);
  problem.has_bias = sorted.by_role.contains(Role::kBias);
  require_arrays(problem, sorted, file);
  problem.track_running_stats =
      sorted.by_role.contains(Role::kRunningMean) && sorted.by_role.contains(Role::kRunningVar);
  if (sorted.counter) problem.num_batches_tracked = earlier_batches(*sorted.counter);
  validate(problem);
  for (const auto& [role, source] : sorted.by_role) {  // also those that the pass does not read
    float_dtype(source);
    require_shape(source, problem, role);
  }
  const std::vector<Role> read = inputs_of(problem);
  problem.dtype = common_dtype(sorted.by_role, read, RoleKind::kData, Dtype::kFloat64);
  problem.parameter_dtype = common_dtype(sorted.by_role, read, RoleKind::kParameter, problem.dtype);
  problem.statistic_dtype = common_dtype(sorted.by_role, read, RoleKind::kStatistic, problem.dtype);
  for (Role role : read) {
    result.inputs.arrays.emplace(
        role, read_tensor(sorted.by_role.at(role), problem, role, dtype_of_role(problem, role)));
  }
  result.inputs.num_batches_tracked = problem.num_batches_tracked;
  return result;
}

Case read_case(const std::filesystem::path& path, const CaseFlags& flags) {
  parse_flags(flags);  // before the work of reading
  return make_case(files::read_npz(path), path.string(), flags);
}

}  // namespace normaudit::audit
