#pragma once
// What is wrong with a call, before anything is written.

#include "normaudit/fast.h"

namespace normaudit::fast {

// Each throws Misuse.
template <class T>
void check(const ForwardTraining<T>& call, const Options& options);
template <class T>
void check(const Inference<T>& call, const Options& options);
template <class T>
void check(const Backward<T>& call, const Options& options);
template <class T>
void check(const BackwardInference<T>& call, const Options& options);

}  // namespace normaudit::fast
