// Outputs made anywhere, from an npz file.

#include "audit/got_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "audit/case_array.h"
#include "core/error.h"
#include "files/text.h"

namespace normaudit::audit {
namespace {

std::vector<std::string> output_names(const Problem& problem) {
  std::vector<std::string> names;
  for (Role role : outputs_of(problem)) names.emplace_back(to_string(role));
  if (std::ranges::find(names, "running_mean") != names.end()) names.emplace_back(kCounterName);
  return names;
}

}  // namespace

Got make_got(const files::NpzArrays& arrays, const std::string& file, const Case& user_case) {
  const Problem& problem = user_case.problem;
  const std::vector<std::string> names = output_names(problem);
  Got got;
  for (const auto& [name, array] : arrays) {
    if (std::ranges::find(names, name) == names.end()) {
      throw InputError(fmt::format("{}: array {} is no output of {} on this case: expected {}",
                                   file, files::in_quotes(name), to_string(problem.pass),
                                   fmt::join(names, ", ")));
    }
    const FileArray source{.array = array,
                           .where = fmt::format("{}: array '{}'", file, name),
                           .uint16_is_bfloat16 = user_case.uint16_is_bfloat16};
    if (name == kCounterName) {
      got.num_batches_tracked = read_count(source);
      continue;
    }
    const Role role = parse_role(name);
    got.outputs.arrays.emplace(role, read_tensor(source, problem, role, float_dtype(source)));
  }
  for (const std::string& name : names) {
    if (files::find_array(arrays, name) == nullptr) got.absent.push_back(name);
  }
  return got;
}

Got read_got(const std::filesystem::path& path, const Case& user_case) {
  return make_got(files::read_npz(path), path.string(), user_case);
}

}  // namespace normaudit::audit
