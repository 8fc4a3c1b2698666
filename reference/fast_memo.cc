// A direct-mapped cache: a collision costs one certificate, never a wrong answer.
#include "reference/fast_memo.h"

namespace normaudit::reference {
namespace {

constexpr int kSlotBits = 14;

}  // namespace

// Fibonacci hashing, by the golden ratio and another odd constant.
std::size_t Memo::slot(const Key& key) {
  const std::uint64_t mixed = (key.x ^ (key.x >> 32)) * 0x9E3779B97F4A7C15U +
                              (key.dy ^ (key.dy >> 32)) * 0xC2B2AE3D27D4EB4FU +
                              static_cast<std::uint64_t>(key.group) * 0x165667B19E3779F9U;
  return static_cast<std::size_t>((mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15U >>
                                  (64 - kSlotBits));
}

const double* Memo::find(const Key& key) const {
  if (entries_.empty()) return nullptr;
  const Entry& entry = entries_[slot(key)];
  return entry.key == key ? &entry.answer : nullptr;
}

void Memo::keep(const Key& key, double answer) {
  if (entries_.empty()) entries_.resize(std::size_t{1} << kSlotBits);
  entries_[slot(key)] = {key, answer};
}

}  // namespace normaudit::reference
