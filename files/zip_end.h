#pragma once
// Where a zip archive keeps its central directory: the end records of PKWARE APPNOTE 6.3.10, 4.3.14
// to 4.3.16.

#include <cstdint>

#include "files/byte_source.h"

namespace normaudit::files {

struct ZipEnd {
  std::uint64_t entries = 0;
  std::uint64_t directory_size = 0;
  std::uint64_t directory_offset = 0;
};

/// Nothing may follow the end record's comment, and nothing may lie between the directory and the
/// end records.
ZipEnd find_zip_end(const ByteSource& source);

}  // namespace normaudit::files
