#pragma once
// The header of a .npy file: numpy's format specification (numpy/lib/_format_impl.py), versions 1.0
// to 3.0.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace normaudit::files {

struct NpyHeader {
  std::string descr;  // canonical: "<f4", "|u1"
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::size_t payload_offset = 0;
};

/// Throws InputError, in a sentence that begins with `where`, unless every field is well-formed and
/// the dtype is read.
NpyHeader parse_npy_header(std::span<const std::byte> file, const std::string& where);

/// Version 1.0 in C order, padded to 64 bytes: exactly what numpy.save writes.
std::string render_npy_header(std::string_view descr, std::span<const std::int64_t> shape);

/// Bytes per element of a canonical descr; 0 where the dtype is not read.
std::size_t item_size(std::string_view descr);

}  // namespace normaudit::files
