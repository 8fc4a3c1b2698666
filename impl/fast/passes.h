#pragma once
// The passes, on layouts that the kernels walk and calls that have been checked.

#include "impl/fast/geometry.h"
#include "normaudit/fast.h"

namespace normaudit::fast {

template <class T>
void run(const ForwardTraining<T>& call, const Geometry& geometry, const Options& options);
template <class T>
void run(const Inference<T>& call, const Geometry& geometry, const Options& options);
template <class T>
void run(const Backward<T>& call, const Geometry& geometry, const Options& options);
template <class T>
void run(const BackwardInference<T>& call, const Geometry& geometry, const Options& options);

}  // namespace normaudit::fast
