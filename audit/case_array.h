#pragma once
// Between one array of a file and one tensor of a problem: the dtype it has, the shape it must
// have, and its numbers without a rounding.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.h"
#include "files/npy.h"

namespace normaudit::audit {

/// The array of a case or an output that is a count, not a role.
inline constexpr std::string_view kCounterName = "num_batches_tracked";

/// An array of a file and what the sentence of an error begins with: "case.npz: array 'x'".
struct FileArray {
  const files::NpyArray& array;
  std::string where;
  bool uint16_is_bfloat16 = false;
};

/// The float format of its numbers; InputError where they are none.
Dtype float_dtype(const FileArray& source);

/// The logical shape of a data array (x); InputError where it has none.
Shape shape_of(const FileArray& source, Layout::Kind layout);

/// The shape an array of this role has in a file.
std::vector<std::int64_t> file_shape(const Problem& problem, Role role);

void require_shape(const FileArray& source, const Problem& problem, Role role);

/// The array as the role's tensor, in the given dtype, which must hold every number of the array's
/// own dtype.
Tensor read_tensor(const FileArray& source, const Problem& problem, Role role, Dtype dtype);

/// The one number of an int64 scalar, of shape () or (1).
std::int64_t read_count(const FileArray& source);

}  // namespace normaudit::audit
