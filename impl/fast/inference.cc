// Inference: y = (x - running_mean)*(weight/sqrt(running_var + eps)) + bias.
#include "impl/fast/passes.h"
#include "impl/fast/resources.h"
#include "impl/fast/stored.h"

namespace normaudit::fast {

template <class T>
void run(const Inference<T>& call, const Geometry& geometry, const Options& options) {
  const Resources resources =
      resources_for(options, traffic_of(call.layout, call.y, call.x, call.residual));
  const Walk<T> walk(geometry, {.threads = resources.threads, .once = true});
  const Arena::Scope scope(Arena::of_thread());
  const auto scales = stored_scales<T>({call.running_var, call.weight, options.eps});
  normalize_all<T>({.x = call.x.data(),
                    .y = call.y.data(),
                    .fusion = {call.residual.empty() ? nullptr : call.residual.data(), call.relu},
                    .streaming = resources.streaming},
                   walk,
                   {.high = call.running_mean.data(),
                    .low = scales.zeros,
                    .scale = scales.scale,
                    .factor = scales.factor,
                    .bias = call.bias.empty() ? scales.zeros : call.bias.data()},
                   resources.threads);
}

template void run(const Inference<float>&, const Geometry&, const Options&);
template void run(const Inference<double>&, const Geometry&, const Options&);
template void run(const Inference<float16>&, const Geometry&, const Options&);
template void run(const Inference<bfloat16>&, const Geometry&, const Options&);

}  // namespace normaudit::fast
