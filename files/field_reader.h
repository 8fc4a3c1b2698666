#pragma once
// Bounds-checked reading of little-endian fields: running past the end is an InputError, never an
// overrun.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace normaudit::files {

static_assert(std::endian::native == std::endian::little, "the file formats are little-endian");

class FieldReader {
 public:
  /// `what` begins the sentence of the error, for example "case.npz: the end record".
  FieldReader(std::span<const std::byte> bytes, std::string what)
      : bytes_(bytes), what_(std::move(what)) {}

  template <std::unsigned_integral T>
  T take() {
    T value;
    std::memcpy(&value, take_bytes(sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::span<const std::byte> take_bytes(std::size_t count) {
    if (count > bytes_.size()) throw InputError(what_ + " is cut short");
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  std::string take_string(std::size_t count) {
    const auto taken = take_bytes(count);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }

  std::size_t remaining() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  std::string what_;
};

template <std::unsigned_integral T>
void append_field(std::vector<std::byte>& out, T value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace normaudit::files
