// The clock of contenders in this process.
#include "bench/cpu/contender.h"

#include <chrono>

namespace normaudit::bench::cpu {

std::string to_string(Kind kind) {
  constexpr const char* kNames[] = {"floor", "ours", "textbook", "loop", "peer"};
  return kNames[static_cast<int>(kind)];
}

std::function<double(int calls)> on_clock(std::function<void()> call) {
  return [call = std::move(call)](int calls) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
}

}  // namespace normaudit::bench::cpu
