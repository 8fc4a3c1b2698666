#pragma once
// The bytes of one member of a zip archive, inflated no faster than they truly arrive, and their
// CRC checked.

#include <cstddef>
#include <vector>

#include "files/byte_source.h"
#include "files/zip_directory.h"

namespace normaudit::files {

std::vector<std::byte> extract_member(const ByteSource& source, const ZipMember& member);

}  // namespace normaudit::files
