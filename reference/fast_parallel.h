#pragma once
// Work shared among threads by an atomic counter.

#include <cstdint>
#include <functional>

namespace normaudit::reference {

/// Calls work(item, worker) for every item in [0, items), with workers in [0, threads); rethrows
/// the first exception once all threads have stopped.
struct Shares {
  std::int64_t items = 0;
  int threads = 1;
};
void for_each_share(const Shares& shares,
                    const std::function<void(std::int64_t item, int worker)>& work);

}  // namespace normaudit::reference
