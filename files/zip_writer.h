#pragma once
// A zip archive of stored members whose bytes depend on its content alone: no clock, no host, no
// user.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "files/zip_directory.h"

namespace normaudit::files {

using ByteSink = std::function<void(std::span<const std::byte>)>;

class ZipWriter {
 public:
  /// Sizes and offsets from `zip64_from` on are written as ZIP64; tests lower it from the format's
  /// own limit.
  explicit ZipWriter(ByteSink sink, std::uint64_t zip64_from = 0xffffffff);

  /// Adds one member, the concatenation of `pieces`.
  void add(std::string_view name, std::span<const std::span<const std::byte>> pieces);
  void finish();

 private:
  void emit(std::span<const std::byte> bytes);
  bool needs64(std::uint64_t value) const { return value >= zip64_from_; }

  ByteSink sink_;
  std::uint64_t zip64_from_;
  std::uint64_t position_ = 0;
  std::vector<ZipMember> members_;
};

}  // namespace normaudit::files
