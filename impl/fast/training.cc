// Forward training: sums about a pivot, statistics from them in float64, then each element.
#include <algorithm>
#include <span>

#include "impl/fast/passes.h"
#include "impl/fast/phases.h"
#include "impl/fast/resources.h"
#include "impl/fast/scales.h"

namespace normaudit::fast {
namespace {

template <class T>
class Training {
 public:
  using S = Statistic<T>;

  Training(const ForwardTraining<T>& call, const Walk<T>& walk, const Options& options)
      : call_(call),
        walk_(walk),
        kernels_(kernels<T>()),
        options_(options),
        momentum_(call.running.momentum.value_or(1 / static_cast<double>(call.running.batches))) {}

  void run(const Resources& resources) {
    Arena& arena = Arena::of_thread();
    const Arena::Scope scope(arena);
    arena.take<S>(walk_.channels(),
                  {&pivots_, &moved_, &high_, &low_, &saved_, &invstd_, &scale_, &factor_, &bias_});
    variance_ = arena.take<double>(walk_.channels());
    factors_ = arena.take<const S*>(walk_.blocks());
    data_ = {.x = call_.x.data(),
             .y = call_.y.data(),
             .fusion = {call_.residual.empty() ? nullptr : call_.residual.data(), call_.relu},
             .streaming = resources.streaming};
    Phases<2, T, Training> phases(walk_, *this, {.threads = resources.threads});
    sums_ = {phases.sums(0), phases.sums(1)};
    phases.run();
  }

  void start(const Block& block) {
    walk_.choose_pivots(data_.x, block, pivots_ + block.first);
    for (std::int64_t c = block.first; c < block.first + block.channels; ++c) {
      bias_[c] = call_.bias.empty() ? S{0} : call_.bias[c];
    }
  }

  void add(const Block& block, std::int64_t slice, double* sums) const {
    walk_.add_moments(data_.x, block, slice, pivots_ + block.first,
                      {sums, sums + walk_.sums_stride()});
  }

  bool finish(const Block& block, Round round) {
    const std::int64_t c = block.first;
    const bool moved = kernels_.finish_moments({.channels = block.channels,
                                                .n = walk_.n(),
                                                .pivots = pivots_ + c,
                                                .sums = {sums_.deviations + c, sums_.squares + c},
                                                .variance = variance_ + c,
                                                .high = high_ + c,
                                                .low = low_ + c,
                                                .moved = moved_ + c});
    if (moved && round == Round::kFirst) {
      std::copy_n(moved_ + c, block.channels, pivots_ + c);
      return true;
    }
    const S* weight = call_.weight.empty() ? nullptr : call_.weight.data() + c;
    const bool needs_factors = kernels_.finish_scales({.channels = block.channels,
                                                       .eps = options_.eps,
                                                       .where_degenerate = 0,
                                                       .variance = variance_ + c,
                                                       .weight = weight,
                                                       .saved = saved_ + c,
                                                       .invstd = invstd_ + c,
                                                       .scale = scale_ + c});
    // Per block: a channel's neighbours may need second factors.
    factors_[block.index] = factors_of<S>({.channels = block.channels,
                                           .needed = needs_factors,
                                           .invstd = invstd_ + c,
                                           .weight = weight,
                                           .scale = scale_ + c,
                                           .factor = factor_ + c});
    save(block);
    return false;
  }

  void apply(const Block& block, std::int64_t slice) const {
    const std::int64_t c = block.first;
    walk_.normalize(data_, block, slice,
                    {.high = high_ + c,
                     .low = low_ + c,
                     .scale = scale_ + c,
                     .factor = factors_[block.index],
                     .bias = bias_ + c});
  }

 private:
  void save(const Block& block) const {
    const std::int64_t first = block.first;
    const auto put = [&](std::span<S> array, const auto* numbers) {
      if (array.empty()) return;
      std::transform(numbers + first, numbers + first + block.channels, array.begin() + first,
                     [](auto number) { return static_cast<S>(number); });
    };
    put(call_.save_mean, high_);
    put(call_.save_var, variance_);
    put(call_.save_invstd, saved_);
    if (!call_.running_mean.empty() && !call_.running_var.empty()) follow(block);
  }

  void follow(const Block& block) const {
    const double n = walk_.n();
    const auto towards = [this](S running, double batch) {
      return static_cast<S>((1 - momentum_) * static_cast<double>(running) + momentum_ * batch);
    };
    for (std::int64_t c = block.first; c < block.first + block.channels; ++c) {
      const double mean = static_cast<double>(high_[c]) + static_cast<double>(low_[c]);
      call_.running_mean[c] = towards(call_.running_mean[c], mean);
      call_.running_var[c] = towards(call_.running_var[c], variance_[c] * (n / (n - 1)));
    }
  }

  const ForwardTraining<T>& call_;
  const Walk<T>& walk_;
  const Kernels<T>& kernels_;
  const Options& options_;
  double momentum_;
  NormalizeRuns<T> data_;
  MomentSums sums_;
  S* pivots_ = nullptr;
  S* moved_ = nullptr;
  S* high_ = nullptr;
  S* low_ = nullptr;
  S* saved_ = nullptr;
  S* invstd_ = nullptr;
  S* scale_ = nullptr;
  S* factor_ = nullptr;
  S* bias_ = nullptr;
  double* variance_ = nullptr;
  const S** factors_ = nullptr;
};

}  // namespace

template <class T>
void run(const ForwardTraining<T>& call, const Geometry& geometry, const Options& options) {
  const Traffic traffic = traffic_of(call.layout, call.y, call.x, call.residual);
  const Resources resources = resources_for(options, summed_first(traffic, geometry));
  const Walk<T> walk(geometry, {options.caches.private_bytes, resources.threads});
  Training<T>(call, walk, options).run(resources);
}

template void run(const ForwardTraining<float>&, const Geometry&, const Options&);
template void run(const ForwardTraining<double>&, const Geometry&, const Options&);
template void run(const ForwardTraining<float16>&, const Geometry&, const Options&);
template void run(const ForwardTraining<bfloat16>&, const Geometry&, const Options&);

}  // namespace normaudit::fast
