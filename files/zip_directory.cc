// The members of a zip archive, each proven to lie inside the file and apart from the others.

#include "files/zip_directory.h"

#include <algorithm>
#include <span>

#include "core/error.h"
#include "files/field_reader.h"
#include "files/text.h"
#include "files/zip_end.h"
#include "files/zip_format.h"

namespace normaudit::files {
namespace {

// Room for some 600 000 arrays; a hostile directory may not ask for the memory of a whole sparse
// file.
constexpr std::uint64_t kMaxDirectorySize = std::uint64_t{64} << 20;
// No problem this suite can hold in memory is larger.
constexpr std::uint64_t kMaxTotalSize = std::uint64_t{64} << 30;
// Deflate spends at least 2 bits on each match of at most 258 bytes (RFC 1951, 3.2.5): 1032 to 1.
constexpr std::uint64_t kMaxDeflateRatio = 1032;
constexpr std::uint64_t kDeflateSlack = std::uint64_t{64} << 10;
// Beyond this size, data that shrink by more than this ratio are taken for a zip bomb: no measured
// tensor does, and below it nothing can hurt.
constexpr std::uint64_t kHarmlessSize = std::uint64_t{256} << 20;
constexpr std::uint64_t kBombRatio = 100;
constexpr std::uint16_t kFlagsRefused = zip::kFlagEncrypted | 1 << 5 | 1 << 6 | 1 << 13;

/// Replaces the sizes and the offset that the 32-bit fields defer to the ZIP64 extra field (4.5.3).
void read_extra64(ZipMember& member, std::span<const std::byte> extra, const std::string& what) {
  FieldReader fields(extra, what + " has an extra field that");
  while (fields.remaining() > 0) {
    const auto id = fields.take<std::uint16_t>();
    const auto size = fields.take<std::uint16_t>();
    const auto body = fields.take_bytes(size);
    if (id != zip::kExtra64) continue;
    FieldReader values(body, what + " has a ZIP64 extra field that");
    for (std::uint64_t* field : {&member.size, &member.compressed_size, &member.header_offset}) {
      if (*field == zip::kSee64) *field = values.take<std::uint64_t>();
    }
    return;
  }
}

ZipMember read_central_header(FieldReader& fields, const ByteSource& source) {
  if (fields.take<std::uint32_t>() != zip::kCentralSignature) {
    throw InputError(source.name() + ": the central directory holds something else than members");
  }
  ZipMember member;
  fields.take_bytes(4);  // versions
  member.flags = fields.take<std::uint16_t>();
  member.method = fields.take<std::uint16_t>();
  fields.take_bytes(4);  // date and time
  member.crc = fields.take<std::uint32_t>();
  member.compressed_size = fields.take<std::uint32_t>();
  member.size = fields.take<std::uint32_t>();
  const auto name_size = fields.take<std::uint16_t>();
  const auto extra_size = fields.take<std::uint16_t>();
  const auto comment_size = fields.take<std::uint16_t>();
  const auto disk = fields.take<std::uint16_t>();
  fields.take_bytes(6);  // attributes
  member.header_offset = fields.take<std::uint32_t>();
  member.name = fields.take_string(name_size);
  const std::string what = describe(source, member);
  if (disk != 0) throw InputError(what + " is on another disk");
  read_extra64(member, fields.take_bytes(extra_size), what);
  fields.take_bytes(comment_size);
  return member;
}

void check_method_and_sizes(const ZipMember& member, const std::string& what) {
  if ((member.flags & kFlagsRefused) != 0) throw InputError(what + " is encrypted or patched");
  if (member.method != zip::kStored && member.method != zip::kDeflated) {
    throw InputError(what + " is compressed with method " + std::to_string(member.method) +
                     "; read are stored and deflate");
  }
  if (member.method == zip::kStored && member.compressed_size != member.size) {
    throw InputError(what + " is stored, yet declares two different sizes");
  }
  if (member.size > kMaxTotalSize) throw InputError(what + " declares more than 64 GiB");
  // Divided, not multiplied: the product could overflow.
  if (member.method == zip::kDeflated && member.size > kDeflateSlack &&
      (member.size - kDeflateSlack) / kMaxDeflateRatio > member.compressed_size) {
    throw InputError(what + " declares " + std::to_string(member.size) + " bytes, more than its " +
                     std::to_string(member.compressed_size) + " compressed bytes can hold");
  }
}

/// Reads the local header, which must name the same member, and checks that the data ends before
/// `limit`.
void locate_data(ZipMember& member, const ByteSource& source, std::uint64_t limit) {
  const std::string what = describe(source, member);
  const auto refuse_outside = [&] { throw InputError(what + " lies outside the file"); };
  if (member.header_offset > limit || limit - member.header_offset < zip::kLocalHeaderSize) {
    refuse_outside();
  }
  const auto header = source.read_bytes(member.header_offset, zip::kLocalHeaderSize);
  FieldReader fields(header, what);
  if (fields.take<std::uint32_t>() != zip::kLocalSignature) {
    throw InputError(what + " is not where the central directory points");
  }
  fields.take_bytes(4);  // version and flags
  const auto method = fields.take<std::uint16_t>();
  fields.take_bytes(16);  // date, time, CRC, sizes
  const auto name_size = fields.take<std::uint16_t>();
  const auto extra_size = fields.take<std::uint16_t>();
  const std::uint64_t name_offset = member.header_offset + zip::kLocalHeaderSize;
  member.data_offset = name_offset + name_size + extra_size;
  if (member.data_offset > limit || limit - member.data_offset < member.compressed_size) {
    refuse_outside();
  }
  const auto name = source.read_bytes(name_offset, name_size);
  const auto expected = std::as_bytes(std::span(member.name));
  if (method != member.method || !std::ranges::equal(name, expected)) {
    throw InputError(what + " has a local header that disagrees with the central directory");
  }
}

void refuse_overlap(const std::vector<ZipMember>& members, const ByteSource& source) {
  std::vector<const ZipMember*> by_offset;
  by_offset.reserve(members.size());
  for (const ZipMember& member : members) by_offset.push_back(&member);
  std::ranges::sort(by_offset, {}, &ZipMember::header_offset);
  for (std::size_t i = 1; i < by_offset.size(); ++i) {
    const ZipMember& before = *by_offset[i - 1];
    if (before.data_offset + before.compressed_size > by_offset[i]->header_offset) {
      throw InputError(describe(source, *by_offset[i]) + " overlaps " + in_quotes(before.name));
    }
  }
}

}  // namespace

std::string describe(const ByteSource& source, const ZipMember& member) {
  return source.name() + ": member " + in_quotes(member.name);
}

std::vector<ZipMember> read_zip_directory(const ByteSource& source) {
  const ZipEnd end = find_zip_end(source);
  if (end.directory_size > kMaxDirectorySize) {
    throw InputError(source.name() + ": the central directory is larger than 64 MiB");
  }
  const auto directory = source.read_bytes(end.directory_offset, end.directory_size);
  FieldReader fields(directory, source.name() + ": the central directory");
  std::vector<ZipMember> members;
  std::uint64_t total = 0;
  while (fields.remaining() > 0) {
    const ZipMember& member = members.emplace_back(read_central_header(fields, source));
    check_method_and_sizes(member, describe(source, member));
    total += member.size;
    if (total > kMaxTotalSize) throw InputError(source.name() + " declares more than 64 GiB");
  }
  if (members.size() != end.entries) {
    throw InputError(source.name() + ": the end record counts " + std::to_string(end.entries) +
                     " members, the central directory holds " + std::to_string(members.size()));
  }
  for (ZipMember& member : members) locate_data(member, source, end.directory_offset);
  refuse_overlap(members, source);
  if (total > kHarmlessSize && total / kBombRatio > source.size()) {
    throw InputError(source.name() + " declares " + std::to_string(total) + " bytes, more than " +
                     std::to_string(kBombRatio) +
                     " times its own size: a zip bomb, or an archive to store uncompressed");
  }
  return members;
}

}  // namespace normaudit::files
