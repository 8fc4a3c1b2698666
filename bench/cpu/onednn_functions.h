#pragma once
// The part of oneDNN's C interface that batch normalization needs, declared by hand (dnnl.h of 2.6
// and 3.13; stable within a major version): one binary serves whatever is installed.

#include <cstddef>
#include <cstdint>
#include <functional>

namespace normaudit::bench::cpu {

// Handles, all opaque. Version 2 passes descriptors as structures by address: Blob is larger.
using Handle = void*;
struct Blob {
  alignas(64) unsigned char bytes[8192];
};
struct OnednnArgument {
  int index;
  Handle memory;
};
struct OnednnVersion {
  int major, minor, patch;
  const char* hash;
  unsigned cpu_runtime, gpu_runtime;
};

inline constexpr int kDnnlSuccess = 0;
inline constexpr int kDnnlCpu = 1;
inline constexpr int kDnnlFloat32 = 3;
inline constexpr int kDnnlForwardTraining = 64;
inline constexpr int kDnnlForwardInference = 96;
inline constexpr int kDnnlBackward = 128;
inline constexpr unsigned kDnnlInOrder = 1;
inline constexpr unsigned kDnnlUseGlobalStats = 1;
inline constexpr unsigned kDnnlScaleAndShiftV2 = 0x8 | 0x10;
inline constexpr unsigned kDnnlScaleAndShiftV3 = 0x2 | 0x4;
inline constexpr unsigned kDnnlRuntimeOpenmp = 2;
// Arguments of an execution.
inline constexpr int kDnnlSource = 1, kDnnlDestination = 17, kDnnlMean = 49, kDnnlVariance = 50,
                     kDnnlScale = 51, kDnnlShift = 52, kDnnlSourceGradient = 129,
                     kDnnlDestinationGradient = 145, kDnnlScaleGradient = 255,
                     kDnnlShiftGradient = 256;

/// dnnl_NAME under its own name; those of the other major version stay null.
struct OnednnFunctions {
  // Both versions.
  const OnednnVersion* (*version)();
  int (*engine_create)(Handle* engine, int kind, std::size_t index);
  int (*stream_create)(Handle* stream, Handle engine, unsigned flags);
  int (*stream_wait)(Handle stream);
  int (*memory_create)(Handle* memory, const void* descriptor, Handle engine, void* data);
  int (*memory_destroy)(Handle memory);
  int (*primitive_create)(Handle* primitive, Handle descriptor);
  int (*primitive_destroy)(Handle primitive);
  int (*primitive_desc_destroy)(Handle descriptor);
  int (*primitive_execute)(Handle primitive, Handle stream, int count, const OnednnArgument*);
  // Version 3.
  int (*memory_desc_create_with_strides)(Handle* descriptor, int rank, const std::int64_t* extents,
                                         int type, const std::int64_t* strides);
  int (*batch_normalization_forward_primitive_desc_create)(Handle* descriptor, Handle engine,
                                                           int kind, Handle source,
                                                           Handle destination, float eps,
                                                           unsigned flags, Handle attributes);
  int (*batch_normalization_backward_primitive_desc_create)(Handle* descriptor, Handle engine,
                                                            int kind, Handle source_gradient,
                                                            Handle destination_gradient,
                                                            Handle source, float eps,
                                                            unsigned flags, Handle forward,
                                                            Handle attributes);
  // Version 2.
  int (*memory_desc_init_by_strides)(Blob* descriptor, int rank, const std::int64_t* extents,
                                     int type, const std::int64_t* strides);
  int (*batch_normalization_forward_desc_init)(Blob* operation, int kind, const Blob* source,
                                               float eps, unsigned flags);
  int (*batch_normalization_backward_desc_init)(Blob* operation, int kind, const Blob* gradient,
                                                const Blob* source, float eps, unsigned flags);
  int (*primitive_desc_create)(Handle* descriptor, const Blob* operation, Handle attributes,
                               Handle engine, Handle forward);

  std::function<void(int threads)> set_threads;  ///< of the runtime that the library uses
  Handle engine;
  Handle stream;

  bool uses_openmp() const { return version()->cpu_runtime == kDnnlRuntimeOpenmp; }
  bool is_version_2() const { return version()->major == 2; }
};

}  // namespace normaudit::bench::cpu
