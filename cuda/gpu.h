#pragma once
// What a kernel and its launch code may use: the same names over the CUDA runtime (nvcc) and over
// the SIMT executor (g++, clang++). Kernels and launch code live in
// normaudit::cuda::NORMAUDIT_TARGET.

#if defined(__CUDACC__)
#define NORMAUDIT_TARGET device
#include "cuda/device/gpu.cuh"
#else
#define NORMAUDIT_TARGET simt
#include "cuda/simt/gpu.h"
#endif
