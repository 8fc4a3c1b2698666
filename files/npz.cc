// Named numpy arrays in one archive, as numpy.savez writes and numpy.load reads.

#include "files/npz.h"

#include <algorithm>
#include <array>
#include <new>
#include <set>
#include <stdexcept>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/byte_source.h"
#include "files/text.h"
#include "files/zip_directory.h"
#include "files/zip_extract.h"
#include "files/zip_format.h"
#include "files/zip_writer.h"

namespace normaudit::files {
namespace {

constexpr std::string_view kSuffix = ".npy";
constexpr std::size_t kMaxNameSize = 1024;

/// A name that can stand in a message, a record and a file name: no path, no control characters.
bool is_plain(std::string_view name) {
  const auto bad = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f || c == '/' || c == '\\'; };
  return !name.empty() && name.size() <= kMaxNameSize && std::ranges::none_of(name, bad) &&
         is_utf8(name);
}

/// The array's name, from its member's.
std::string array_name(const ByteSource& source, const ZipMember& member) {
  const std::string_view file = member.name;
  const std::string_view name = file.substr(0, file.size() - std::min(file.size(), kSuffix.size()));
  if (!file.ends_with(kSuffix) || !is_plain(name)) {
    throw InputError(describe(source, member) + " is not a plain NAME.npy");
  }
  // Without the flag the name would be in code page 437.
  const bool ascii = std::ranges::none_of(name, [](char c) { return (c & 0x80) != 0; });
  if (!ascii && (member.flags & zip::kFlagUtf8) == 0) {
    throw InputError(describe(source, member) + " has a name that is neither ASCII nor UTF-8");
  }
  return std::string(name);
}

NpzArrays read_arrays(const ByteSource& source) {
  const auto members = read_zip_directory(source);
  std::set<std::string> names;
  for (const ZipMember& member : members) {
    if (!names.insert(array_name(source, member)).second) {
      throw InputError(describe(source, member) + " is there twice");
    }
  }
  NpzArrays arrays;
  for (const ZipMember& member : members) {
    const std::string name = array_name(source, member);
    const std::string where = source.name() + ": array " + in_quotes(name);
    arrays.push_back({name, parse_npy(extract_member(source, member), where)});
  }
  return arrays;
}

NpzArrays read_source(const ByteSource& source) {
  try {
    return read_arrays(source);
  } catch (const std::bad_alloc&) {
    throw InputError(source.name() + " needs more memory than there is");
  }
}

void write_to(ByteSink sink, std::span<const NpzEntry> arrays) {
  std::set<std::string_view> names;
  ZipWriter writer(std::move(sink));
  for (const auto& [name, array] : arrays) {
    if (!is_plain(name)) throw std::invalid_argument("npz: not a plain name: " + in_quotes(name));
    if (!names.insert(name).second) throw std::invalid_argument("npz: twice: " + in_quotes(name));
    const std::string header = npy_header(array);
    writer.add(name + std::string(kSuffix), std::array<std::span<const std::byte>, 2>{
                                                std::as_bytes(std::span(header)), array.bytes});
  }
  writer.finish();
}

}  // namespace

NpzArrays read_npz(const std::filesystem::path& path) { return read_source(FileSource(path)); }

NpzArrays read_npz(std::span<const std::byte> bytes, const std::string& file) {
  return read_source(MemorySource(bytes, file));
}

const NpyArray* find_array(std::span<const NpzEntry> arrays, std::string_view name) {
  const auto found = std::ranges::find(arrays, name, &NpzEntry::name);
  return found == arrays.end() ? nullptr : &found->array;
}

void write_npz(const std::filesystem::path& path, std::span<const NpzEntry> arrays) {
  AtomicFile file(path);
  write_to([&](std::span<const std::byte> bytes) { file.write(bytes); }, arrays);
  file.commit();
}

std::vector<std::byte> render_npz(std::span<const NpzEntry> arrays) {
  std::vector<std::byte> out;
  write_to([&](auto bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }, arrays);
  return out;
}

}  // namespace normaudit::files
