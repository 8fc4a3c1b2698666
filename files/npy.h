#pragma once
// One numpy array: its dtype, its shape and its bytes in C order.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace normaudit::files {

struct NpyArray {
  std::string descr;  // "<f8" "<f4" "<f2" "<u2" "<i8" "<i4" "<i2" "<u8" "<u4" "|u1" "|i1"
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;  // C order, whatever the file had

  bool operator==(const NpyArray&) const = default;
};

/// Parses a whole .npy file. Errors are sentences that begin with `where`, for example "case.npz:
/// array 'x'".
NpyArray parse_npy(std::vector<std::byte> file, const std::string& where);

/// The bytes numpy.save writes. An array whose bytes do not fit its descr and shape is
/// std::invalid_argument.
std::vector<std::byte> render_npy(const NpyArray& array);

/// The header alone, for writers that stream the payload; the same check as render_npy.
std::string npy_header(const NpyArray& array);

}  // namespace normaudit::files
