// A zip archive of stored members whose bytes depend on its content alone: no clock, no host, no
// user.

#include "files/zip_writer.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "files/field_reader.h"
#include "files/zip_end.h"
#include "files/zip_format.h"

namespace normaudit::files {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::uint16_t kVersionPlain = 20;
constexpr std::uint16_t kVersion64 = 45;
constexpr std::uint16_t kMidnight = 0;
constexpr std::uint16_t kFirstOfJanuary1980 = 1 << 5 | 1;  // the earliest DOS date, as numpy writes

void append_text(Bytes& out, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::uint16_t name_flags(std::string_view name) {
  const bool ascii = std::ranges::all_of(name, [](char c) { return (c & 0x80) == 0; });
  return ascii ? 0 : zip::kFlagUtf8;
}

std::uint16_t size16(std::size_t value) { return static_cast<std::uint16_t>(value); }
std::uint32_t size32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

/// The ZIP64 extra field (4.5.3) that holds `values`; nothing if there are none.
Bytes render_extra64(std::span<const std::uint64_t> values) {
  Bytes out;
  if (values.empty()) return out;
  append_field(out, zip::kExtra64);
  append_field(out, size16(values.size_bytes()));
  for (const std::uint64_t value : values) append_field(out, value);
  return out;
}

/// The fields that local and central headers share (4.3.7), from the version needed to the length
/// of the extra field.
struct SharedFields {
  const ZipMember& member;
  bool sizes64;
  std::size_t extra_size;
};

void append_shared(Bytes& out, const SharedFields& shared) {
  const ZipMember& member = shared.member;
  append_field(out, shared.extra_size > 0 ? kVersion64 : kVersionPlain);
  append_field(out, member.flags);
  append_field(out, member.method);
  append_field(out, kMidnight);
  append_field(out, kFirstOfJanuary1980);
  append_field(out, member.crc);
  append_field(out, shared.sizes64 ? zip::kSee64 : size32(member.compressed_size));
  append_field(out, shared.sizes64 ? zip::kSee64 : size32(member.size));
  append_field(out, size16(member.name.size()));
  append_field(out, size16(shared.extra_size));
}

Bytes render_local(const ZipMember& member, bool sizes64) {
  Bytes extra;
  if (sizes64) extra = render_extra64(std::array{member.size, member.compressed_size});
  Bytes out;
  append_field(out, zip::kLocalSignature);
  append_shared(out, {.member = member, .sizes64 = sizes64, .extra_size = extra.size()});
  append_text(out, member.name);
  out.insert(out.end(), extra.begin(), extra.end());
  return out;
}

struct Needs64 {
  bool sizes;
  bool offset;
};

Bytes render_central(const ZipMember& member, const Needs64& needs) {
  std::vector<std::uint64_t> values;
  if (needs.sizes) values = {member.size, member.compressed_size};
  if (needs.offset) values.push_back(member.header_offset);
  const Bytes extra = render_extra64(values);
  Bytes out;
  append_field(out, zip::kCentralSignature);
  append_field(out, extra.empty() ? kVersionPlain : kVersion64);  // made by: MS-DOS, no attributes
  append_shared(out, {.member = member, .sizes64 = needs.sizes, .extra_size = extra.size()});
  append_field(out, std::uint16_t{0});  // comment length
  append_field(out, std::uint16_t{0});  // disk
  append_field(out, std::uint16_t{0});  // internal attributes
  append_field(out, std::uint32_t{0});  // external attributes
  append_field(out, needs.offset ? zip::kSee64 : size32(member.header_offset));
  append_text(out, member.name);
  out.insert(out.end(), extra.begin(), extra.end());
  return out;
}

/// The ZIP64 end record (4.3.14) and its locator (4.3.15).
Bytes render_end64(const ZipEnd& end) {
  Bytes out;
  append_field(out, zip::kEnd64Signature);
  append_field(out, zip::kEnd64Size - 12);
  append_field(out, kVersion64);
  append_field(out, kVersion64);
  append_field(out, std::uint32_t{0});  // this disk
  append_field(out, std::uint32_t{0});  // the directory's disk
  append_field(out, end.entries);
  append_field(out, end.entries);
  append_field(out, end.directory_size);
  append_field(out, end.directory_offset);
  append_field(out, zip::kLocator64Signature);
  append_field(out, std::uint32_t{0});
  append_field(out, end.directory_offset + end.directory_size);
  append_field(out, std::uint32_t{1});
  return out;
}

}  // namespace

ZipWriter::ZipWriter(ByteSink sink, std::uint64_t zip64_from)
    : sink_(std::move(sink)), zip64_from_(zip64_from) {}

void ZipWriter::emit(std::span<const std::byte> bytes) {
  sink_(bytes);
  position_ += bytes.size();
}

void ZipWriter::add(std::string_view name, std::span<const std::span<const std::byte>> pieces) {
  ZipMember member = {.name = std::string(name), .flags = name_flags(name)};
  auto crc = crc32_z(0, nullptr, 0);
  for (const auto piece : pieces) {
    if (!piece.empty()) {
      crc = crc32_z(crc, reinterpret_cast<const Bytef*>(piece.data()), piece.size());
    }
    member.size += piece.size();
  }
  member.crc = static_cast<std::uint32_t>(crc);
  member.compressed_size = member.size;
  member.header_offset = position_;
  emit(render_local(member, needs64(member.size)));
  for (const auto piece : pieces) emit(piece);
  members_.push_back(std::move(member));
}

void ZipWriter::finish() {
  const std::uint64_t start = position_;
  for (const ZipMember& member : members_) {
    emit(render_central(member,
                        {.sizes = needs64(member.size), .offset = needs64(member.header_offset)}));
  }
  const ZipEnd end = {
      .entries = members_.size(), .directory_size = position_ - start, .directory_offset = start};
  const bool many = end.entries >= std::min<std::uint64_t>(zip::kSee64Short, zip64_from_);
  const bool far = needs64(end.directory_size) || needs64(end.directory_offset);
  if (many || far) emit(render_end64(end));

  Bytes out;
  append_field(out, zip::kEndSignature);
  append_field(out, std::uint16_t{0});  // this disk
  append_field(out, std::uint16_t{0});  // the directory's disk
  append_field(out, many ? zip::kSee64Short : size16(end.entries));
  append_field(out, many ? zip::kSee64Short : size16(end.entries));
  append_field(out, far ? zip::kSee64 : size32(end.directory_size));
  append_field(out, far ? zip::kSee64 : size32(end.directory_offset));
  append_field(out, std::uint16_t{0});  // comment length
  emit(out);
}

}  // namespace normaudit::files
