// Gradients of training and of inference: sums over channels, then dx of each element.
#include <algorithm>

#include "impl/fast/passes.h"
#include "impl/fast/phases.h"
#include "impl/fast/resources.h"
#include "impl/fast/scales.h"
#include "impl/fast/stored.h"

namespace normaudit::fast {
namespace {

template <class T>
struct GradientJob {
  using S = Statistic<T>;
  GradientRuns<T> data = {};  ///< dx null: none is asked for, or by another way
  const S* means = nullptr;
  const S* invstd = nullptr;
  std::span<const S> weight = {};
  bool recentred = true;
  std::span<S> dweight = {};
  std::span<S> dbias = {};
  T* dresidual = nullptr;
  int threads = 1;
};

template <class T>
class Gradients {
 public:
  using S = Statistic<T>;

  Gradients(const GradientJob<T>& job, const Walk<T>& walk) : job_(job), walk_(walk) {}

  void run() {
    Arena& arena = Arena::of_thread();
    const Arena::Scope scope(arena);
    arena.take<S>(walk_.channels(),
                  {&used_, &low_, &dweight_, &dbias_, &mean_dy_, &slope_, &scale_, &factor_});
    factors_ = arena.take<const S*>(walk_.blocks());
    Phases<3, T, Gradients> phases(
        walk_, *this,
        {.threads = job_.threads,
         .elements = job_.data.dx != nullptr || job_.dresidual != nullptr});
    sums_ = {phases.sums(0), phases.sums(1), phases.sums(2)};
    phases.run();
  }

  void start(const Block&) const {}

  void add(const Block& block, std::int64_t slice, double* sums) const {
    const std::int64_t stride = walk_.sums_stride();
    walk_.add_gradients(job_.data.from, block, slice, job_.means + block.first,
                        {sums, sums + stride, sums + 2 * stride});
  }

  bool finish(const Block& block, Round) {
    const std::int64_t c = block.first;
    const S* weight = job_.weight.empty() ? nullptr : job_.weight.data() + c;
    const bool needs_factors = kernels<T>().finish_gradients(
        {.channels = block.channels,
         .n = walk_.n(),
         .recentred = job_.recentred,
         .sums = {sums_.dy + c, sums_.products + c, sums_.deviations + c},
         .weight = weight,
         .invstd = job_.invstd + c,
         .used = used_ + c,
         .low = low_ + c,
         .dweight = dweight_ + c,
         .dbias = dbias_ + c,
         .mean_dy = mean_dy_ + c,
         .slope = slope_ + c,
         .scale = scale_ + c});
    factors_[block.index] = factors_of<S>({.channels = block.channels,
                                           .needed = needs_factors,
                                           .invstd = used_ + c,
                                           .weight = weight,
                                           .scale = scale_ + c,
                                           .factor = factor_ + c});
    if (!job_.dweight.empty()) std::copy_n(dweight_ + c, block.channels, &job_.dweight[c]);
    if (!job_.dbias.empty()) std::copy_n(dbias_ + c, block.channels, &job_.dbias[c]);
    return false;
  }

  void apply(const Block& block, std::int64_t slice) const {
    const std::int64_t c = block.first;
    // First, for dx may lie on dy.
    if (job_.dresidual != nullptr) walk_.count(job_.data.from, block, slice, job_.dresidual);
    if (job_.data.dx == nullptr) return;
    walk_.differentiate(job_.data, block, slice,
                        {.high = job_.means + c,
                         .low = low_ + c,
                         .slope = slope_ + c,
                         .mean_dy = mean_dy_ + c,
                         .scale = scale_ + c,
                         .factor = factors_[block.index]});
  }

 private:
  const GradientJob<T>& job_;
  const Walk<T>& walk_;
  GradientSums sums_;
  S* used_ = nullptr;
  S* low_ = nullptr;
  S* dweight_ = nullptr;
  S* dbias_ = nullptr;
  S* mean_dy_ = nullptr;
  S* slope_ = nullptr;
  S* scale_ = nullptr;
  S* factor_ = nullptr;
  const S** factors_ = nullptr;
};

template <class T>
T* or_null(std::span<T> array) {
  return array.empty() ? nullptr : array.data();
}

template <class Call>
Traffic traffic_of(const Call& call) {
  return traffic_of(call.layout, call.dx, call.dy, call.x, call.y, call.dresidual);
}

// The sums read x, dy and, where dy is masked, y.
template <class Call>
WalkPlan plan_of(const Call& call, const Options& options, const Resources& resources) {
  const int arrays = call.y.empty() ? 2 : 3;
  return {options.caches.private_bytes / arrays, resources.threads};
}

// What both passes ask for; dx is left to the caller.
template <class T, class Call>
GradientJob<T> job_of(const Call& call, const Resources& resources) {
  return {.data = {.from = {call.x.data(), call.dy.data(), or_null(call.y)},
                   .dx = nullptr,
                   .streaming = resources.streaming},
          .dweight = call.dweight,
          .dbias = call.dbias,
          .dresidual = or_null(call.dresidual),
          .threads = resources.threads};
}

}  // namespace

template <class T>
void run(const Backward<T>& call, const Geometry& geometry, const Options& options) {
  const Resources resources = resources_for(options, summed_first(traffic_of(call), geometry));
  const Walk<T> walk(geometry, plan_of(call, options, resources));
  GradientJob<T> job = job_of<T>(call, resources);
  job.data.dx = or_null(call.dx);
  job.means = call.save_mean.data();
  job.invstd = call.save_invstd.data();
  job.weight = call.weight;
  Gradients<T>(job, walk).run();
}

template <class T>
void run(const BackwardInference<T>& call, const Geometry& geometry, const Options& options) {
  const Resources resources = resources_for(options, traffic_of(call));
  const Walk<T> walk(geometry, plan_of(call, options, resources));
  const Arena::Scope scope(Arena::of_thread());
  const auto scales = stored_scales<T>({call.running_var, call.weight, options.eps});
  GradientJob<T> job = job_of<T>(call, resources);
  job.means = call.running_mean.data();
  job.invstd = scales.invstd;
  job.recentred = false;
  if (!call.dweight.empty() || !call.dbias.empty() || job.dresidual != nullptr) {
    Gradients<T>(job, walk).run();
  }
  if (call.dx.empty()) return;
  NormalizeRuns<T> data{.x = call.dy.data(), .y = call.dx.data(), .streaming = job.data.streaming};
  if (job.data.from.y != nullptr) {
    for_each_task(job.threads, walk.parts(), Order::kForward, [&](std::int64_t task) {
      const auto [block, slice] = walk.part(task);
      walk.count(job.data.from, block, slice, call.dx.data());
    });
    data.x = call.dx.data();
    data.streaming = false;
  }
  normalize_all<T>(data, walk,
                   {.high = scales.zeros,
                    .low = scales.zeros,
                    .scale = scales.scale,
                    .factor = scales.factor,
                    .bias = scales.zeros},
                   job.threads);
}

template void run(const Backward<float>&, const Geometry&, const Options&);
template void run(const Backward<double>&, const Geometry&, const Options&);
template void run(const Backward<float16>&, const Geometry&, const Options&);
template void run(const Backward<bfloat16>&, const Geometry&, const Options&);
template void run(const BackwardInference<float>&, const Geometry&, const Options&);
template void run(const BackwardInference<double>&, const Geometry&, const Options&);
template void run(const BackwardInference<float16>&, const Geometry&, const Options&);
template void run(const BackwardInference<bfloat16>&, const Geometry&, const Options&);

}  // namespace normaudit::fast
