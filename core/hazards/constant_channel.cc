// Channels whose elements are all one number, beside channels that are not.
#include <array>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 7;
constexpr int kVarying = 1;  // this kind keeps its benign numbers
// -15.94 and 1234 are values on which published code went wrong (bug reports of PyTorch and Caffe).
constexpr std::array<double, kKinds> kValues{100, 0, 1234, -15.94, 0, 0.1, -0.0};

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox&) {
    const int kind = hazards::kind_of(problem, channel.index(), kKinds);
    if (kind == kVarying) return;
    for (std::int64_t i = 0; i < channel.count(); ++i) channel.set(i, kValues[kind]);
  });
  // A long-running constant channel: its running statistics have converged, in every other one.
  hazards::each_number(problem, tensors, Role::kRunningMean,
                       [&](std::int64_t c, double before, Philox&) {
                         const int kind = hazards::kind_of(problem, c, kKinds);
                         return kind == kVarying || kind % 2 != 0 ? before : kValues[kind];
                       });
  hazards::each_number(problem, tensors, Role::kRunningVar,
                       [&](std::int64_t c, double before, Philox&) {
                         const int kind = hazards::kind_of(problem, c, kKinds);
                         return kind == kVarying || kind % 4 != 0 ? before : 0.0;
                       });
}

const bool kRegistered = register_entry(Hazard{
    .name = "constant_channel",
    .sentence = "Channels of one repeated number (100, 1234, -15.94, 0.1, 0, -0): the variance is "
                "exactly zero and y is exactly the bias.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
