#pragma once
// The subset of CUDA C++ that kernels may use, for a plain C++20 compiler; cuda/simt/README.md says
// what it reproduces. What is not declared by one of these headers is a compile error.

#include "cuda/simt/arithmetic.h"
#include "cuda/simt/atomics.h"
#include "cuda/simt/half.h"
#include "cuda/simt/host.h"
#include "cuda/simt/memory.h"
#include "cuda/simt/schedule.h"
#include "cuda/simt/synchronization.h"
#include "cuda/simt/thread.h"
#include "cuda/simt/vectors.h"
#include "cuda/simt/warp.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define NORMAUDIT_UNROLL
