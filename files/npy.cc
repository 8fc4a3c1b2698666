// One numpy array: its dtype, its shape and its bytes in C order.

#include "files/npy.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "core/error.h"
#include "files/npy_header.h"

namespace normaudit::files {
namespace {

/// Bytes of an array, or nothing on overflow. As in numpy, a zero dimension does not excuse an
/// overflow of the others.
std::optional<std::size_t> payload_size(std::span<const std::int64_t> shape, std::size_t item) {
  auto size = static_cast<std::int64_t>(item);
  bool empty = false;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0) return std::nullopt;
    if (dimension == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(size, dimension, &size)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : static_cast<std::size_t>(size);
}

/// Elements of `item` bytes from Fortran order to C order: an odometer over all axes but the last.
std::vector<std::byte> to_c_order(const std::vector<std::byte>& fortran,
                                  std::span<const std::int64_t> shape, std::size_t item) {
  std::vector<std::byte> out(fortran.size());
  if (out.empty()) return out;
  const std::size_t last = shape.size() - 1;
  std::vector<std::size_t> stride(shape.size(), item);
  for (std::size_t axis = 1; axis <= last; ++axis) {
    stride[axis] = stride[axis - 1] * static_cast<std::size_t>(shape[axis - 1]);
  }
  std::vector<std::int64_t> index(shape.size(), 0);
  std::size_t from = 0;
  for (std::size_t to = 0; to < out.size();) {
    std::size_t row_from = from;
    for (std::int64_t i = 0; i < shape[last]; ++i, to += item, row_from += stride[last]) {
      std::memcpy(&out[to], &fortran[row_from], item);
    }
    for (std::size_t axis = last; axis-- > 0;) {
      from += stride[axis];
      if (++index[axis] < shape[axis]) break;
      from -= stride[axis] * static_cast<std::size_t>(shape[axis]);
      index[axis] = 0;
    }
  }
  return out;
}

}  // namespace

NpyArray parse_npy(std::vector<std::byte> file, const std::string& where) {
  const NpyHeader header = parse_npy_header(file, where);
  const std::size_t item = item_size(header.descr);
  const auto expected = payload_size(header.shape, item);
  if (!expected) throw InputError(where + " has a shape whose size exceeds 2^63 - 1 bytes");
  const std::size_t present = file.size() - header.payload_offset;
  if (present != *expected) {
    throw InputError(where + " has " + std::to_string(present) + " bytes of data where its shape" +
                     " needs " + std::to_string(*expected));
  }
  // Erased in place: a second copy of a large tensor would double the peak of memory.
  file.erase(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(header.payload_offset));
  if (header.fortran_order && header.shape.size() > 1) {
    file = to_c_order(file, header.shape, item);
  }
  return {.descr = header.descr, .shape = header.shape, .bytes = std::move(file)};
}

std::string npy_header(const NpyArray& array) {
  const std::size_t item = item_size(array.descr);
  if (item == 0) throw std::invalid_argument("npy: no such dtype: " + array.descr);
  if (payload_size(array.shape, item) != array.bytes.size()) {
    throw std::invalid_argument("npy: the bytes do not fit the shape");
  }
  return render_npy_header(array.descr, array.shape);
}

std::vector<std::byte> render_npy(const NpyArray& array) {
  const std::string header = npy_header(array);
  std::vector<std::byte> out(header.size() + array.bytes.size());
  std::memcpy(out.data(), header.data(), header.size());
  std::copy(array.bytes.begin(), array.bytes.end(),
            out.begin() + static_cast<std::ptrdiff_t>(header.size()));
  return out;
}

}  // namespace normaudit::files
