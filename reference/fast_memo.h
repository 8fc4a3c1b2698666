#pragma once
// Remembers the certificate's answers, so that a number that repeats and never
// passes the rounding test (a zero after ReLU, a constant channel) is decided once.

#include <cstdint>
#include <vector>

#include "core/bits.h"

namespace normaudit::reference {

class Memo {
 public:
  struct Key {
    std::int64_t group = -1;
    Bits x = 0;
    Bits dy = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  /// Null where the key's answer is not known (or was overwritten by another).
  const double* find(const Key& key) const;
  void keep(const Key& key, double answer);

 private:
  struct Entry {
    Key key;
    double answer = 0;
  };

  static std::size_t slot(const Key& key);

  std::vector<Entry> entries_;  // empty until the first answer: most problems need none
};

}  // namespace normaudit::reference
