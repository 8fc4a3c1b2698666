#pragma once
// The least that any kernel does to memory, over flat arrays, in this machine's widest vectors: one
// streaming pass, and one read.

#include <cstdint>

namespace normaudit::bench::cpu::flat {

/// `dy` takes part where it is not null.
struct Span {
  const float* x = nullptr;
  const float* dy = nullptr;
  float* out = nullptr;
  std::int64_t count = 0;
};

/// out = a*x + b, or a*x + b*dy + c, one rounding or two per operation.
struct Line {
  float a = 0;
  float b = 0;
  float c = 0;
};
void stream(const Span& span, const Line& line);
/// The same; stores go around the caches.
void stream_around(const Span& span, const Line& line);

/// sum x, or sum dy and sum dy*x, in lanes.
struct Sums {
  float first = 0;
  float product = 0;
};
Sums read(const Span& span);
/// The same, asking 1 KiB ahead.
Sums read_prefetched(const Span& span);

}  // namespace normaudit::bench::cpu::flat
