// The ceiling: our own stream kernels in several forms, beside the runtime's copy.
#include <algorithm>

#include "bench/gpu/ceiling.h"
#include "bench/gpu/platform.h"
#include "bench/gpu/stream.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

using normaudit::bench::Ceiling;
using normaudit::bench::gigabytes_per_second;
using normaudit::bench::median;

constexpr int kSamples = 15;

struct Arrays {
  Buffer from{static_cast<std::size_t>(ceiling_array_bytes())};
  Buffer to{static_cast<std::size_t>(ceiling_array_bytes())};

  StreamCall call() const {
    return {.from = static_cast<const uint4*>(from.data()),
            .to = static_cast<uint4*>(to.data()),
            .packs = static_cast<std::int64_t>(from.size() / sizeof(uint4))};
  }
};

double rate_of(const std::function<void()>& enqueue, int directions) {
  std::vector<double> rates;
  elapsed(enqueue);
  for (int sample = 0; sample < kSamples; ++sample) {
    rates.push_back(gigabytes_per_second(static_cast<double>(directions * ceiling_array_bytes()),
                                         elapsed(enqueue).device_us));
  }
  return median(rates);
}

struct Form {
  int blocks_per_multiprocessor = 0;  ///< 0: a block for every turn
};

template <Direction kDirection, int kInFlight>
void add(Ceiling& ceiling, const Arrays& arrays, const Form& form) {
  constexpr const char* kNames[] = {"read", "write", "copy"};
  const StreamCall call = arrays.call();
  const std::int64_t turn = std::int64_t{kStreamThreads} * kInFlight;
  const std::int64_t blocks = form.blocks_per_multiprocessor > 0
                                  ? form.blocks_per_multiprocessor * machine().multiprocessors
                                  : (call.packs + turn - 1) / turn;
  const Launch how{
      .grid = static_cast<unsigned>(blocks), .block = kStreamThreads, .name = "stream"};
  const double rate = rate_of([&] { launch(how, stream<kDirection, kInFlight>, call); },
                              kDirection == Direction::kCopy ? 2 : 1);
  const std::string place =
      form.blocks_per_multiprocessor > 0
          ? std::to_string(form.blocks_per_multiprocessor) + " blocks per multiprocessor"
          : "a block per turn";
  ceiling.streams.push_back({std::string(kNames[static_cast<int>(kDirection)]) + ", " +
                                 std::to_string(kInFlight) + " in flight, " + place,
                             rate});
  if (kDirection == Direction::kCopy) ceiling.copy_rate = std::max(ceiling.copy_rate, rate);
}

template <Direction kDirection>
void add_forms(Ceiling& ceiling, const Arrays& arrays) {
  for (int blocks : {0, 8}) {
    add<kDirection, 4>(ceiling, arrays, {blocks});
    add<kDirection, 8>(ceiling, arrays, {blocks});
  }
}

}  // namespace

Ceiling measure_ceiling() {
  const Arrays arrays;
  Ceiling ceiling;
  add_forms<Direction::kRead>(ceiling, arrays);
  add_forms<Direction::kWrite>(ceiling, arrays);
  add_forms<Direction::kCopy>(ceiling, arrays);
  const Bytes whole{arrays.to.data(), arrays.from.data(), arrays.from.size()};
  ceiling.streams.push_back({"copy by the runtime", rate_of([&] { copy_by_runtime(whole); }, 2)});
  return ceiling;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
