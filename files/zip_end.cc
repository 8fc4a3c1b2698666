// Where a zip archive keeps its central directory: the end records of PKWARE APPNOTE 6.3.10, 4.3.14
// to 4.3.16.

#include "files/zip_end.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/error.h"
#include "files/field_reader.h"
#include "files/zip_format.h"

namespace normaudit::files {
namespace {

[[noreturn]] void refuse_without_end(const ByteSource& source) {
  std::string head(std::min<std::uint64_t>(source.size(), 6), '\0');
  source.read(0, std::as_writable_bytes(std::span(head)));
  if (head == "\x93NUMPY") {
    throw InputError(source.name() + " is a single .npy array, not an .npz archive of named ones");
  }
  if (head.starts_with("PK\x03\x04")) {
    throw InputError(source.name() +
                     " is an .npz archive that is cut short or has bytes after its end");
  }
  throw InputError(source.name() + " is not an .npz archive");
}

/// The last end record whose comment reaches exactly to the end of the file.
std::uint64_t find_end_record(const ByteSource& source) {
  const std::uint64_t tail_size =
      std::min<std::uint64_t>(source.size(), zip::kEndSize + zip::kSee64Short);
  const auto tail = source.read_bytes(source.size() - tail_size, tail_size);
  for (std::uint64_t at = tail_size; at-- > 0;) {
    const std::uint64_t length = tail_size - at;
    if (length < zip::kEndSize) continue;
    FieldReader fields(std::span<const std::byte>(tail).subspan(at),
                       source.name() + ": the end record");
    if (fields.take<std::uint32_t>() != zip::kEndSignature) continue;
    fields.take_bytes(16);
    if (fields.take<std::uint16_t>() == length - zip::kEndSize) return source.size() - length;
  }
  refuse_without_end(source);
}

struct End64 {
  ZipEnd end;
  std::uint64_t position = 0;
};

/// The ZIP64 end record, if a locator stands before the end record.
std::optional<End64> find_end64(const ByteSource& source, std::uint64_t end_at) {
  if (end_at < zip::kLocator64Size) return std::nullopt;
  const std::uint64_t locator_at = end_at - zip::kLocator64Size;
  const auto locator = source.read_bytes(locator_at, zip::kLocator64Size);
  FieldReader fields(locator, source.name() + ": the ZIP64 locator");
  if (fields.take<std::uint32_t>() != zip::kLocator64Signature) return std::nullopt;
  const auto disk = fields.take<std::uint32_t>();
  const auto record_at = fields.take<std::uint64_t>();
  const auto disks = fields.take<std::uint32_t>();
  if (disk != 0 || disks > 1) throw InputError(source.name() + " is split over several disks");

  const std::string what = source.name() + ": the ZIP64 end record";
  if (record_at > locator_at || locator_at - record_at < zip::kEnd64Size) {
    throw InputError(what + " lies outside the file");
  }
  const auto bytes = source.read_bytes(record_at, zip::kEnd64Size);
  FieldReader record(bytes, what);
  if (record.take<std::uint32_t>() != zip::kEnd64Signature) {
    throw InputError(what + " is not where its locator points");
  }
  // The size counts neither the signature nor itself (4.3.14.1).
  if (record.take<std::uint64_t>() != locator_at - record_at - 12) {
    throw InputError(what + " does not end where its locator begins");
  }
  record.take_bytes(4);  // versions
  const auto this_disk = record.take<std::uint32_t>();
  const auto directory_disk = record.take<std::uint32_t>();
  const auto entries_here = record.take<std::uint64_t>();
  End64 found;
  found.position = record_at;
  found.end.entries = record.take<std::uint64_t>();
  found.end.directory_size = record.take<std::uint64_t>();
  found.end.directory_offset = record.take<std::uint64_t>();
  if (this_disk != 0 || directory_disk != 0 || entries_here != found.end.entries) {
    throw InputError(source.name() + " is split over several disks");
  }
  return found;
}

}  // namespace

ZipEnd find_zip_end(const ByteSource& source) {
  const std::uint64_t end_at = find_end_record(source);
  const auto bytes = source.read_bytes(end_at, zip::kEndSize);
  FieldReader fields(bytes, source.name() + ": the end record");
  fields.take_bytes(4);  // signature
  const auto this_disk = fields.take<std::uint16_t>();
  const auto directory_disk = fields.take<std::uint16_t>();
  const auto entries_here = fields.take<std::uint16_t>();
  const auto entries = fields.take<std::uint16_t>();
  const auto directory_size = fields.take<std::uint32_t>();
  const auto directory_offset = fields.take<std::uint32_t>();

  ZipEnd end = {entries, directory_size, directory_offset};
  std::uint64_t directory_end = end_at;
  if (const auto end64 = find_end64(source, end_at)) {
    const bool agree =
        (entries == zip::kSee64Short || entries == end64->end.entries) &&
        (directory_size == zip::kSee64 || directory_size == end64->end.directory_size) &&
        (directory_offset == zip::kSee64 || directory_offset == end64->end.directory_offset);
    if (!agree)
      throw InputError(source.name() + ": the end record disagrees with its ZIP64 record");
    end = end64->end;
    directory_end = end64->position;
  } else if (this_disk != 0 || directory_disk != 0 || entries_here != entries) {
    throw InputError(source.name() + " is split over several disks");
  }
  if (end.directory_offset > directory_end ||
      end.directory_size != directory_end - end.directory_offset) {
    throw InputError(source.name() +
                     ": the central directory does not end where the end record begins");
  }
  return end;
}

}  // namespace normaudit::files
