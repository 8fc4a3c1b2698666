// The public calls: checked, then run as the layout allows.
#include "normaudit/fast.h"

#include <algorithm>
#include <limits>

#include "impl/fast/check.h"
#include "impl/fast/geometry.h"
#include "impl/fast/packed.h"
#include "impl/fast/passes.h"

namespace normaudit::fast {
namespace {

template <class S>
void fill(std::span<S> array, S value) {
  std::fill(array.begin(), array.end(), value);
}

// Channels without a number: no mean, and nothing to follow.
template <class T>
void run_empty(const ForwardTraining<T>& call) {
  for (auto array : {call.save_mean, call.save_var, call.save_invstd}) {
    fill(array, std::numeric_limits<Statistic<T>>::quiet_NaN());
  }
}
template <class T>
void run_empty(const Inference<T>&) {}
template <class T>
void run_empty(const Backward<T>& call) {
  fill(call.dweight, Statistic<T>{0});
  fill(call.dbias, Statistic<T>{0});
}
template <class T>
void run_empty(const BackwardInference<T>& call) {
  fill(call.dweight, Statistic<T>{0});
  fill(call.dbias, Statistic<T>{0});
}

template <class T, class Call>
void pack_forward(Packed<T>& packed, Call& call) {
  call.x = packed.in(call.x);
  call.residual = packed.in(call.residual);
  call.y = packed.out(call.y);
}
template <class T, class Call>
void pack_backward(Packed<T>& packed, Call& call) {
  call.x = packed.in(call.x);
  call.dy = packed.in(call.dy);
  call.y = packed.in(call.y);
  call.dx = packed.out(call.dx);
  call.dresidual = packed.out(call.dresidual);
}
template <class T>
void pack(Packed<T>& packed, ForwardTraining<T>& call) {
  pack_forward(packed, call);
}
template <class T>
void pack(Packed<T>& packed, Inference<T>& call) {
  pack_forward(packed, call);
}
template <class T>
void pack(Packed<T>& packed, Backward<T>& call) {
  pack_backward(packed, call);
}
template <class T>
void pack(Packed<T>& packed, BackwardInference<T>& call) {
  pack_backward(packed, call);
}

template <class T, class Call>
void run_checked(const Call& call, const Options& options) {
  check(call, options);
  if (call.layout.count() == 0) return run_empty(call);
  if (const auto geometry = geometry_of(call.layout)) return run(call, *geometry, options);
  Packed<T> packed(call.layout);
  Call dense = call;
  dense.layout = packed.dense();
  pack(packed, dense);
  run(dense, geometry_of(dense.layout).value(), options);
  packed.unpack();
}

}  // namespace

template <class T>
void forward_training(const ForwardTraining<T>& call, const Options& options) {
  run_checked<T>(call, options);
}
template <class T>
void inference(const Inference<T>& call, const Options& options) {
  run_checked<T>(call, options);
}
template <class T>
void backward(const Backward<T>& call, const Options& options) {
  run_checked<T>(call, options);
}
template <class T>
void backward_inference(const BackwardInference<T>& call, const Options& options) {
  run_checked<T>(call, options);
}

template void forward_training(const ForwardTraining<float>&, const Options&);
template void forward_training(const ForwardTraining<double>&, const Options&);
template void forward_training(const ForwardTraining<float16>&, const Options&);
template void forward_training(const ForwardTraining<bfloat16>&, const Options&);
template void inference(const Inference<float>&, const Options&);
template void inference(const Inference<double>&, const Options&);
template void inference(const Inference<float16>&, const Options&);
template void inference(const Inference<bfloat16>&, const Options&);
template void backward(const Backward<float>&, const Options&);
template void backward(const Backward<double>&, const Options&);
template void backward(const Backward<float16>&, const Options&);
template void backward(const Backward<bfloat16>&, const Options&);
template void backward_inference(const BackwardInference<float>&, const Options&);
template void backward_inference(const BackwardInference<double>&, const Options&);
template void backward_inference(const BackwardInference<float16>&, const Options&);
template void backward_inference(const BackwardInference<bfloat16>&, const Options&);

}  // namespace normaudit::fast
