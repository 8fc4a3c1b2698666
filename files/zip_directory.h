#pragma once
// The members of a zip archive, each proven to lie inside the file and apart from the others.

#include <cstdint>
#include <string>
#include <vector>

#include "files/byte_source.h"

namespace normaudit::files {

struct ZipMember {
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;  // zip::kStored or zip::kDeflated
  std::uint32_t crc = 0;
  std::uint64_t compressed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;
  std::uint64_t data_offset = 0;
};

/// In directory order. Sizes come from the central directory: local headers may carry none (data
/// descriptors).
std::vector<ZipMember> read_zip_directory(const ByteSource& source);

/// "case.npz: member 'x.npy'", the beginning of every sentence about a member.
std::string describe(const ByteSource& source, const ZipMember& member);

}  // namespace normaudit::files
