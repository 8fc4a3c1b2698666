#pragma once
// A loop whose rounds run on several threads.

#include <cstdint>
#include <functional>

namespace normaudit::audit {

/// Calls body(i) once for every i in [0, count), in any order, on `threads` threads; the first
/// exception of a body ends the loop and is thrown here.
void parallel_for(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body);

/// As many threads as the machine runs at once.
int default_threads();

}  // namespace normaudit::audit
