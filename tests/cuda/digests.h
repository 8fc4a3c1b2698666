#pragma once
// Digests of what kernels compute: one 64-bit number per output, over its bits in logical order.
// FNV-1a: Fowler, Noll, Vo, RFC 9923.

#include <map>
#include <string>
#include <vector>

#include "core/problem.h"

namespace normaudit::cuda {

/// Sixteen hex digits. Every NaN counts as the same one: its bits are not the arithmetic's.
inline std::string digest_of(const Tensor& array) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (std::int64_t i = 0; i < array.count(); ++i) {
    const Bits bits = array.bits(i);
    std::uint64_t word = is_nan(array.dtype(), bits) ? quiet_nan(array.dtype()) : bits;
    for (std::size_t byte = 0; byte < size_in_bytes(array.dtype()); ++byte, word >>= 8) {
      hash = (hash ^ (word & 0xff)) * 0x100000001b3u;
    }
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[i] = kDigits[hash >> (60 - 4 * i) & 0xf];
  return text;
}

/// By the output's name.
using Digests = std::map<std::string, std::string>;

inline Digests digests_of(const Tensors& outputs) {
  Digests result;
  for (const auto& [role, array] : outputs.arrays) {
    result.emplace(std::string(to_string(role)), digest_of(array));
  }
  return result;
}

/// All passes, formats and layouts, sizes with one slice and with several, and hard numbers.
inline std::vector<std::string> digested_problems() {
  std::vector<std::string> result;
  const char* const formats[] = {"", " dtype=bfloat16", " dtype=float16 parameters=float16",
                                 " dtype=float64 parameters=float64 statistics=float64"};
  std::size_t turn = 0;
  for (const char* shape :
       {"shape=2,3,5,7", "shape=3,2,1100", "shape=2,2,9000", "shape=1,1,60000", "shape=300,12",
        "shape=3,16,150 layout=nhwc", "shape=8,5,7,7 layout=nhwc",
        "shape=2,3,40 layout=strided:150,45,1+3"}) {
    for (const char* pass : {"forward_training", "backward", "inference", "backward_inference"}) {
      result.push_back("batch_norm " + std::string(pass) + " " + shape + formats[turn++ % 4]);
    }
    ++turn;
  }
  for (const char* hazard : {"huge_mean", "conditioned", "non_finite", "subnormals", "raw_bits"}) {
    for (const char* pass : {"forward_training", "backward"}) {
      result.push_back("batch_norm " + std::string(pass) + " shape=5,9,13 hazard=" + hazard);
    }
  }
  return result;
}

}  // namespace normaudit::cuda
