// Sweeps over array sizes.
#include "bench/cpu/machine.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "bench/cpu/arrays.h"
#include "bench/cpu/flat.h"
#include "bench/figures.h"
#include "bench/keep.h"

namespace normaudit::bench::cpu {
namespace {

constexpr std::int64_t kLeast = 64 << 10;
constexpr std::int64_t kMost = 256 << 20;
constexpr std::int64_t kPrivateAnchor = 256 << 10;
constexpr std::int64_t kSharedAnchor = 4 << 20;
constexpr double kSampleSeconds = 1e-3;
constexpr int kSamples = 5;

double seconds_of(int calls, const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / calls;
}

double rate_of(std::int64_t bytes, const std::function<void()>& call) {
  call();
  const int calls = static_cast<int>(std::ceil(kSampleSeconds / seconds_of(1, call)));
  std::vector<double> seconds;
  for (int i = 0; i < kSamples; ++i) seconds.push_back(seconds_of(calls, call));
  return gigabytes_per_second(static_cast<double>(bytes), median(seconds) * 1e6);
}

double read_at(const std::vector<Bandwidth>& bandwidths, std::int64_t bytes) {
  const auto found = std::find_if(bandwidths.begin(), bandwidths.end(),
                                  [bytes](const Bandwidth& each) { return each.bytes >= bytes; });
  return found == bandwidths.end() ? bandwidths.back().read : found->read;
}

std::int64_t told(int name, std::int64_t otherwise) {
  const long bytes = sysconf(name);
  return bytes > 0 ? bytes : otherwise;
}

}  // namespace

CacheSizes measured_caches(const std::vector<Bandwidth>& bandwidths) {
  const double inner = read_at(bandwidths, kPrivateAnchor);
  const double middle = read_at(bandwidths, kSharedAnchor);
  const double outer = bandwidths.back().read;
  CacheSizes caches{.private_bytes = kPrivateAnchor, .shared_bytes = kSharedAnchor};
  for (const Bandwidth& each : bandwidths) {
    if (each.read >= std::sqrt(inner * middle)) {
      caches.private_bytes = std::max(caches.private_bytes, each.bytes);
    }
    if (each.read >= std::sqrt(middle * outer)) {
      caches.shared_bytes = std::max(caches.shared_bytes, each.bytes);
    }
  }
  return caches;
}

Machine measure_machine() {
  Machine machine;
  machine.cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  machine.told = {told(_SC_LEVEL2_CACHE_SIZE, 1 << 20), told(_SC_LEVEL3_CACHE_SIZE, 0)};
  const Buffer x(kMost / 4, 0);
  const Buffer y(kMost / 8, 64 * 17);
  std::fill_n(x.data(), kMost / 4, 1.0F);
  std::fill_n(y.data(), kMost / 8, 1.0F);
  for (std::int64_t size = kLeast; size <= kMost; size *= 2) {
    for (std::int64_t bytes : {size, size / 2 * 3}) {
      if (bytes > kMost) break;
      const flat::Span all{x.data(), nullptr, nullptr, bytes / 4};
      const flat::Span half{x.data(), nullptr, y.data(), bytes / 8};
      const flat::Line line{1.25F, 0.5F, 0};
      machine.bandwidths.push_back(
          {.bytes = bytes,
           .read = rate_of(bytes,
                           [&] {
                             const flat::Sums sums = flat::read(all);
                             keep(&sums);
                           }),
           .stream = rate_of(bytes, [&] { flat::stream(half, line); }),
           .stream_around = rate_of(bytes, [&] { flat::stream_around(half, line); })});
    }
  }
  machine.measured = measured_caches(machine.bandwidths);
  return machine;
}

}  // namespace normaudit::bench::cpu
