// Between one array of a file and one tensor of a problem.

#include "audit/case_array.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>

#include "core/error.h"
#include "files/npy_values.h"

namespace normaudit::audit {
namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

Bits bits_at(const files::NpyArray& array, Dtype dtype, std::int64_t index) {
  Bits bits = 0;
  const std::size_t size = size_in_bytes(dtype);
  std::memcpy(&bits, array.bytes.data() + static_cast<std::size_t>(index) * size, size);
  return bits;
}

}  // namespace

Dtype float_dtype(const FileArray& source) {
  const std::string& descr = source.array.descr;
  if (descr == "<f8") return Dtype::kFloat64;
  if (descr == "<f4") return Dtype::kFloat32;
  if (descr == "<f2") return Dtype::kFloat16;
  if (descr == "<u2" && source.uint16_is_bfloat16) return Dtype::kBfloat16;
  throw InputError(fmt::format("{} has dtype '{}', not a float{}", source.where, descr,
                               descr == "<u2" ? "; --dtype bfloat16 would read it" : ""));
}

Shape shape_of(const FileArray& source, Layout::Kind layout) {
  std::vector<std::int64_t> extents = source.array.shape;
  if (layout == Layout::Kind::kNhwc && extents.size() > 2) {
    const std::int64_t channels = extents.back();
    extents.pop_back();
    extents.insert(extents.begin() + 1, channels);
  }
  try {
    return Shape::from_extents(extents);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{} of shape {}: {}", source.where, shape_text(source.array.shape),
                                 error.what()));
  }
}

std::vector<std::int64_t> file_shape(const Problem& problem, Role role) {
  if (facts(role).kind != RoleKind::kData) return {count_of_role(problem, role)};
  const Shape& shape = problem.shape;
  if (problem.layout.kind == Layout::Kind::kNchw) return shape.extents();
  std::vector<std::int64_t> stored{shape.batch};
  stored.insert(stored.end(), shape.spatial.begin(), shape.spatial.end());
  stored.push_back(shape.channels);
  return stored;
}

void require_shape(const FileArray& source, const Problem& problem, Role role) {
  const std::vector<std::int64_t> expected = file_shape(problem, role);
  if (source.array.shape == expected) return;
  throw InputError(fmt::format("{} has shape {} where x asks for {}", source.where,
                               shape_text(source.array.shape), shape_text(expected)));
}

Tensor read_tensor(const FileArray& source, const Problem& problem, Role role, Dtype dtype) {
  require_shape(source, problem, role);
  const Dtype stored = float_dtype(source);
  Tensor tensor = facts(role).kind == RoleKind::kData
                      ? Tensor(dtype, problem.shape, problem.layout)
                      : Tensor::vector(dtype, count_of_role(problem, role));
  if (stored == dtype) {  // both dense in the same order; a copy keeps the payload of a NaN too
    if (!source.array.bytes.empty()) {
      std::memcpy(tensor.elements(), source.array.bytes.data(), source.array.bytes.size());
    }
    return tensor;
  }
  for (std::int64_t i = 0; i < tensor.count(); ++i) {
    tensor.set(i, widen(stored, bits_at(source.array, stored, tensor.map().place(i))));
  }
  return tensor;
}

std::int64_t read_count(const FileArray& source) {
  if (source.array.descr != "<i8") {
    throw InputError(fmt::format("{} has dtype '{}', not '<i8'", source.where, source.array.descr));
  }
  const std::vector<std::int64_t>& shape = source.array.shape;
  if (!shape.empty() && shape != std::vector<std::int64_t>{1}) {
    throw InputError(
        fmt::format("{} has shape {}, not () or (1,)", source.where, shape_text(shape)));
  }
  return files::values_of<std::int64_t>(source.array).at(0);
}

}  // namespace normaudit::audit
