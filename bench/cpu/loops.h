#pragma once
// The textbook's two passes as anyone would write them in float, compiled twice: with -O3 for this
// machine, and with -ffast-math besides. The second is the one to beat.

#include <cstdint>

namespace normaudit::bench::cpu {

/// Dense arrays; the places of a channel in one sample are neighbours in nchw, channels in nhwc.
struct LoopCall {
  const float* x = nullptr;
  const float* dy = nullptr;
  float* out = nullptr;  ///< y or dx
  const float* weight = nullptr;
  const float* bias = nullptr;
  float* mean = nullptr;  ///< training writes the statistics, others read them
  float* var = nullptr;
  float* dweight = nullptr;
  float* dbias = nullptr;
  float* scratch = nullptr;  ///< scratch_count() floats
  std::int64_t batch = 0;
  std::int64_t channels = 0;
  std::int64_t places = 0;
  float eps = 0;
  int threads = 1;
};

/// Three numbers per channel and thread; those of two threads share no cache line.
constexpr std::int64_t padded(std::int64_t channels) { return (channels + 31) / 32 * 32; }
constexpr std::int64_t scratch_count(const LoopCall& call) {
  return 3 * padded(call.channels) * call.threads;
}

/// Threads share out channels in nchw, rows of channels in nhwc.
struct Loops {
  void (*training)(const LoopCall&);
  void (*backward)(const LoopCall&);
  void (*inference)(const LoopCall&);
};
extern const Loops kNaiveNchw;
extern const Loops kNaiveNhwc;
extern const Loops kFastMathNchw;
extern const Loops kFastMathNhwc;

}  // namespace normaudit::bench::cpu
