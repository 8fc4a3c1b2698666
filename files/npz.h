#pragma once
// Named numpy arrays in one archive, as numpy.savez writes and numpy.load reads.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "files/npy.h"

namespace normaudit::files {

struct NpzEntry {
  std::string name;  // without the ".npy" of its member
  NpyArray array;

  bool operator==(const NpzEntry&) const = default;
};

using NpzArrays = std::vector<NpzEntry>;

/// The arrays in archive order. Any file that is not a sound archive is one InputError; no file is
/// a crash.
NpzArrays read_npz(const std::filesystem::path& path);
NpzArrays read_npz(std::span<const std::byte> bytes, const std::string& file);

/// Null where there is no such array.
const NpyArray* find_array(std::span<const NpzEntry> arrays, std::string_view name);

/// Stored members in the given order, dated 1980-01-01: equal arrays give equal bytes. Atomic.
void write_npz(const std::filesystem::path& path, std::span<const NpzEntry> arrays);
std::vector<std::byte> render_npz(std::span<const NpzEntry> arrays);

}  // namespace normaudit::files
