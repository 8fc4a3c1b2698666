#pragma once
// Between arrays and vectors of C++ numbers: double, float and the integers; uint16_t carries raw
// half-precision bits.

#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "files/npy.h"

namespace normaudit::files {

/// "<f8" for double, "<u2" for uint16_t, "|u1" for uint8_t.
template <class T>
std::string descr_of() {
  static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && sizeof(T) <= 8);
  const char kind = std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
  return {sizeof(T) == 1 ? '|' : '<', kind, static_cast<char>('0' + sizeof(T))};
}

template <class T>
NpyArray make_array(std::vector<std::int64_t> shape, std::span<const T> values) {
  const auto bytes = std::as_bytes(values);
  return {.descr = descr_of<T>(), .shape = std::move(shape), .bytes = {bytes.begin(), bytes.end()}};
}

/// The values in C order; std::invalid_argument unless the array holds items of T's size.
template <class T>
std::vector<T> values_of(const NpyArray& array) {
  if (array.descr.size() != 3 || array.descr[2] != '0' + sizeof(T)) {
    throw std::invalid_argument("npy: " + array.descr + " read as " + descr_of<T>());
  }
  std::vector<T> values(array.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

}  // namespace normaudit::files
