// Every exact output of a case as arrays for a file.

#include "audit/exact_arrays.h"

#include <algorithm>
#include <span>
#include <string>

#include "audit/case_array.h"
#include "audit/parallel.h"
#include "files/npy_values.h"
#include "reference/oracle.h"

namespace normaudit::audit {
namespace {

// Elements a thread takes at a time: enough to hide the cost of taking, few enough to share well.
constexpr std::int64_t kChunk = 1024;

// One output, each place as in the file.
struct ExactOutput {
  std::vector<double> hi;
  std::vector<double> lo;
  std::vector<Bits> rounded;
};

ExactOutput evaluate(const reference::Oracle& oracle, const Problem& problem, Role role,
                     const ExactOptions& options) {
  const IndexMap map = facts(role).kind == RoleKind::kData
                           ? IndexMap(problem.shape, problem.layout)
                           : IndexMap::vector(count_of_role(problem, role));
  const std::int64_t count = map.count();
  const auto size = static_cast<std::size_t>(count);
  ExactOutput output{std::vector<double>(size), std::vector<double>(size),
                     std::vector<Bits>(options.output_dtype ? size : 0)};
  parallel_for((count + kChunk - 1) / kChunk, options.threads, [&](std::int64_t chunk) {
    const std::int64_t end = std::min(count, (chunk + 1) * kChunk);
    for (std::int64_t i = chunk * kChunk; i < end; ++i) {
      const auto place = static_cast<std::size_t>(map.place(i));
      const reference::HiLo answer = oracle.hi_lo(role, i);
      output.hi[place] = answer.hi;
      output.lo[place] = answer.lo;
      if (options.output_dtype) {
        output.rounded[place] = oracle.rounded(role, i, *options.output_dtype);
      }
    }
  });
  return output;
}

files::NpyArray rounded_array(const std::vector<std::int64_t>& shape, std::span<const Bits> bits,
                              Dtype dtype) {
  files::NpyArray array{.descr = dtype == Dtype::kFloat32   ? "<f4"
                                 : dtype == Dtype::kFloat16 ? "<f2"
                                                            : "<u2",
                        .shape = shape,
                        .bytes = {}};
  const std::size_t size = size_in_bytes(dtype);
  array.bytes.reserve(bits.size() * size);
  for (const Bits& each : bits) {
    const auto bytes = std::as_bytes(std::span(&each, 1)).first(size);
    array.bytes.insert(array.bytes.end(), bytes.begin(), bytes.end());
  }
  return array;
}

}  // namespace

files::NpzArrays exact_arrays(const Case& user_case, const ExactOptions& options) {
  const Problem& problem = user_case.problem;
  const reference::Oracle oracle(problem, user_case.inputs);
  files::NpzArrays arrays;
  const std::vector<Role> outputs = outputs_of(problem);
  for (Role role : outputs) {
    const std::string name(to_string(role));
    const std::vector<std::int64_t> shape = file_shape(problem, role);
    const ExactOutput output = evaluate(oracle, problem, role, options);
    arrays.push_back({name, files::make_array<double>(shape, output.hi)});
    arrays.push_back({name + "_lo", files::make_array<double>(shape, output.lo)});
    if (options.output_dtype) {
      arrays.push_back({name + "_rn", rounded_array(shape, output.rounded, *options.output_dtype)});
    }
  }
  if (std::ranges::find(outputs, Role::kRunningMean) != outputs.end()) {
    const std::int64_t batches = oracle.num_batches_tracked();
    arrays.push_back(
        {std::string(kCounterName), files::make_array<std::int64_t>({}, std::span(&batches, 1))});
  }
  return arrays;
}

}  // namespace normaudit::audit
