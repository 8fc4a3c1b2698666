#pragma once
// Batch normalization on the CPU at the speed of memory: y = (x - mean)/sqrt(var + eps)*weight +
// bias and its gradients. Ioffe and Szegedy, arXiv:1502.03167, algorithm 1 and section 3.
//
// The same bits whatever the number of threads, the stores, the caches and the instruction set
// (AVX-512, AVX2, scalars), but for a NaN's sign and payload; other strides may have other bits.
// Nothing is flushed: subnormal numbers come out right, and cost many cycles each.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <type_traits>

namespace normaudit::fast {

/// Storage formats, by their bits: IEEE binary16, and the upper half of a binary32.
struct float16 {
  std::uint16_t bits;
};
struct bfloat16 {
  std::uint16_t bits;
};

/// The format of a call's parameters and statistics, in which it computes.
template <class T>
using Statistic = std::conditional_t<std::is_same_v<T, double>, double, float>;

/// A call that cannot be made; the text names the array and the problem.
class Misuse : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Where element (n, c, spatial...) of every data array (x, y, dy, dx, residual, dresidual) of a
/// call lies. Strides that leave neither runs of one channel's numbers nor rows of all channels are
/// served too, from dense copies made by one thread: slow.
struct Layout {
  int rank = 0;                           ///< 2 to 5
  std::array<std::int64_t, 5> extents{};  ///< N, C, spatial; each >= 0
  std::array<std::int64_t, 5> strides{};  ///< in elements, >= 1; no two elements share a place

  /// Dense, in the order of the extents. Both throw Misuse for a rank that is not 2 to 5 and for
  /// more elements than 64 bits can count.
  static Layout nchw(std::initializer_list<std::int64_t> extents);
  /// Dense, channels last in memory; extents still N, C, spatial.
  static Layout nhwc(std::initializer_list<std::int64_t> extents);

  std::int64_t channels() const { return extents[1]; }
  /// Elements of the array, and of one channel.
  std::int64_t count() const;
  std::int64_t channel_count() const;
  /// One more than the largest place: the least size of an array's span.
  std::int64_t span_count() const;
};

/// What a store of y or dx does to the caches.
enum class Stores : std::uint8_t {
  /// Around them where all data arrays of the call together, the residual, a mask's y and dresidual
  /// included, exceed twice `Caches::shared_bytes` (four times it in forward training and backward
  /// of planes of 16 numbers and more, channels first), and the output lies on no other array.
  kAuto,
  kOrdinary,
  /// Around them, but for rows below 2 KiB unless they are whole cache lines, or touch and are
  /// whole vectors (so align y of channels-last arrays to 64 bytes), for runs below 2 KiB that do
  /// not touch, and for dresidual.
  kStreaming,
};

/// What a core may count on. The size CPUID tells of a shared cache is not a core's share of it,
/// least of all in a virtual machine, and the library measures nothing: measure, and say. No bit of
/// a result depends on it.
struct Caches {
  std::int64_t private_bytes = 1 << 20;
  std::int64_t shared_bytes = 24 << 20;
};

struct Options {
  double eps = 1e-5;  ///< finite, >= 0
  /// At most; 0: as many as OpenMP would take. In all data arrays of the call together, those that
  /// `Stores` counts, there are at least 128 KiB for each of two and more, in inference 192 KiB.
  int threads = 0;
  Stores stores = Stores::kAuto;
  Caches caches = {};
  /// Training on one number per channel: variance 0, and a running variance of NaN.
  bool allow_one_number = false;
};

/// How the running statistics, both given or neither, follow the batch's:
/// running = (1 - m)*running + m*batch.
struct Running {
  std::optional<double> momentum = 0.1;  ///< m in [0, 1]; none: 1/batches, the cumulative average
  std::int64_t batches = 1;              ///< this one included; read where there is no momentum
};

/// y = relu?((x - mean)*invstd*weight + bias + residual), mean and biased variance over each
/// channel. Empty spans are absent arrays; per-channel arrays have `channels()` numbers. y may be
/// x, or residual.
template <class T>
struct ForwardTraining {
  Layout layout;
  std::span<const T> x;
  std::span<T> y;
  std::span<const Statistic<T>> weight = {};
  std::span<const Statistic<T>> bias = {};
  std::span<const T> residual = {};
  bool relu = false;  ///< NaN stays NaN
  std::span<Statistic<T>> running_mean = {};
  std::span<Statistic<T>> running_var = {};  ///< takes the unbiased variance
  Running running = {};
  std::span<Statistic<T>> save_mean = {};
  std::span<Statistic<T>> save_var = {};     ///< biased
  std::span<Statistic<T>> save_invstd = {};  ///< 1/sqrt(var + eps); 0 where both are 0
};

/// The same with stored statistics. y may be x, or residual.
template <class T>
struct Inference {
  Layout layout;
  std::span<const T> x;
  std::span<T> y;
  std::span<const Statistic<T>> running_mean;
  std::span<const Statistic<T>> running_var;
  std::span<const Statistic<T>> weight = {};
  std::span<const Statistic<T>> bias = {};
  std::span<const T> residual = {};
  bool relu = false;
};

/// Gradients of a training step, from the mean and invstd that it saved:
/// dx = weight*invstd*(dy - dbias/n - (x - mean)*invstd^2*sum((x - mean)*dy)/n). What the saved
/// mean lost by rounding is found again from x. With `y` given, dy counts only where y > 0: the
/// forward call had `relu`. Any output may be absent. dx may be dy or x.
template <class T>
struct Backward {
  Layout layout;
  std::span<const T> x;
  std::span<const T> dy;
  std::span<const Statistic<T>> save_mean;
  std::span<const Statistic<T>> save_invstd;
  std::span<const Statistic<T>> weight = {};
  std::span<const T> y = {};
  std::span<T> dx = {};
  std::span<Statistic<T>> dweight = {};
  std::span<Statistic<T>> dbias = {};
  std::span<T> dresidual = {};  ///< dy where it counts, else 0
};

/// Gradients of inference: statistics are constants, dx = weight*dy/sqrt(running_var + eps). dx may
/// be dy or x.
template <class T>
struct BackwardInference {
  Layout layout;
  std::span<const T> x;
  std::span<const T> dy;
  std::span<const Statistic<T>> running_mean;
  std::span<const Statistic<T>> running_var;
  std::span<const Statistic<T>> weight = {};
  std::span<const T> y = {};
  std::span<T> dx = {};
  std::span<Statistic<T>> dweight = {};
  std::span<Statistic<T>> dbias = {};
  std::span<T> dresidual = {};
};

/// Each throws Misuse, before anything is written, for a shape that does not fit, arrays that are
/// missing or overlap where they may not, eps or momentum out of range, and training on one number
/// per channel. T is float, double, float16 or bfloat16; of the last two, y and dx are computed in
/// float and rounded once more.
template <class T>
void forward_training(const ForwardTraining<T>& call, const Options& options = {});
template <class T>
void inference(const Inference<T>& call, const Options& options = {});
template <class T>
void backward(const Backward<T>& call, const Options& options = {});
template <class T>
void backward_inference(const BackwardInference<T>& call, const Options& options = {});

/// The instruction set in use, as Highway names it: "AVX3" (AVX-512), "AVX2" or "SCALAR", the best
/// that the machine has. A build with NORMAUDIT_STATIC has one only, that of the compiler's flags:
/// "SCALAR" where they name none, and then no call is fast.
const char* instruction_set();

}  // namespace normaudit::fast
