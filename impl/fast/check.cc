// The checks, and their sentences.
#include "impl/fast/check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace normaudit::fast {
namespace {

template <class T>
constexpr const char* kFormat = std::is_same_v<T, double>    ? "float64"
                                : std::is_same_v<T, float>   ? "float32"
                                : std::is_same_v<T, float16> ? "float16"
                                                             : "bfloat16";

struct Bytes {
  const char* name;
  const std::byte* first;
  const std::byte* last;
};

class Checker {
 public:
  Checker(const char* pass, const char* format, const Layout& layout)
      : pass_(pass), format_(format), layout_(layout) {
    if (layout.rank < 2 || layout.rank > 5) {
      fail("its rank is " + std::to_string(layout.rank) + ", not 2 to 5");
    }
    for (int d = 0; d < layout.rank; ++d) {
      if (layout.extents[d] < 0) fail("extent " + std::to_string(d) + " is negative");
      if (layout.strides[d] < 1) fail("stride " + std::to_string(d) + " is below 1");
    }
    if (layout.channels() < 1) fail("it has no channel");
    // Distinct places within reach: the count is no larger than that.
    require_distinct_places();
    span_count_ = layout.span_count();
  }

  /// Bytes must have an int64 too.
  static constexpr std::int64_t kFarthest = std::int64_t{1} << 59;

  [[noreturn]] void fail(const std::string& what) const {
    std::string shape;
    for (int d = 0; d < std::clamp(layout_.rank, 0, 5); ++d) {
      if (d > 0) shape += ',';
      shape += std::to_string(layout_.extents[d]);
    }
    throw Misuse(std::string(pass_) + " of " + format_ + " shape=" + shape + ": " + what);
  }

  void options(const Options& options) const {
    if (!(options.eps >= 0) || std::isinf(options.eps)) fail("eps is negative or not finite");
    if (options.threads < 0) fail("threads is negative");
    if (options.caches.private_bytes < 0 || options.caches.shared_bytes < 0) {
      fail("the size of a cache is negative");
    }
  }

  void running(const Running& running) const {
    if (running.momentum && !(*running.momentum >= 0 && *running.momentum <= 1)) {
      fail("momentum is not between 0 and 1");
    }
    if (!running.momentum && running.batches < 1) fail("batches is below 1");
  }

  /// One of the call's arrays; absent ones have none.
  using Handle = int;
  static constexpr Handle kAbsent = -1;

  // An empty span is an absent array, but one without elements is not missing.
  template <class U>
  Handle data(const char* name, std::span<U> array, bool required) {
    const std::int64_t needed = span_count_;
    if (array.empty() && (!required || needed == 0)) return kAbsent;
    if (array.empty()) fail(std::string(name) + " is missing");
    if (static_cast<std::int64_t>(array.size()) < needed) {
      fail(std::string(name) + " has " + std::to_string(array.size()) +
           " numbers, its layout needs " + std::to_string(needed));
    }
    return keep(name, array);
  }

  template <class U>
  Handle channels(const char* name, std::span<U> array, bool required) {
    if (array.empty() && !required) return kAbsent;
    if (array.empty()) fail(std::string(name) + " is missing");
    if (static_cast<std::int64_t>(array.size()) != layout_.channels()) {
      fail(std::string(name) + " has " + std::to_string(array.size()) + " numbers, there are " +
           std::to_string(layout_.channels()) + " channels");
    }
    return keep(name, array);
  }

  /// An output touches no array kept before it, but may lie exactly on one of those named. Inputs
  /// are kept before all outputs.
  void disjoint(Handle output, std::initializer_list<Handle> may_lie_on) const {
    if (output == kAbsent) return;
    const Bytes& own = arrays_[output];
    for (int other = 0; other < output; ++other) {
      const Bytes& bytes = arrays_[other];
      if (own.last <= bytes.first || bytes.last <= own.first) continue;
      const bool allowed =
          own.first == bytes.first &&
          std::find(may_lie_on.begin(), may_lie_on.end(), other) != may_lie_on.end();
      if (!allowed) fail(std::string(own.name) + " overlaps " + bytes.name);
    }
  }

 private:
  template <class U>
  Handle keep(const char* name, std::span<U> array) {
    const auto bytes = std::as_bytes(array);
    arrays_[count_] = {name, bytes.data(), bytes.data() + bytes.size()};
    return count_++;
  }

  // Sufficient: each stride passes over all that smaller strides reach.
  void require_distinct_places() const {
    std::array<int, 5> by_stride{};
    int count = 0;
    for (int d = 0; d < layout_.rank; ++d) {
      if (layout_.extents[d] <= 1) continue;
      int place = count++;
      for (; place > 0 && layout_.strides[by_stride[place - 1]] > layout_.strides[d]; --place) {
        by_stride[place] = by_stride[place - 1];
      }
      by_stride[place] = d;
    }
    std::int64_t reach = 0;
    for (int k = 0; k < count; ++k) {
      const int d = by_stride[k];
      if (layout_.strides[d] <= reach) fail("two of its elements share a place");
      std::int64_t span = 0;
      if (__builtin_mul_overflow(layout_.strides[d], layout_.extents[d] - 1, &span) ||
          __builtin_add_overflow(reach, span, &reach) || reach > kFarthest) {
        fail("its elements reach too far");
      }
    }
  }

  const char* pass_;
  const char* format_;
  const Layout& layout_;
  std::int64_t span_count_;
  std::array<Bytes, 16> arrays_;
  int count_ = 0;
};

template <class Call>
void forward(Checker& checker, const Call& call) {
  const auto x = checker.data("x", call.x, true);
  const auto residual = checker.data("residual", call.residual, false);
  checker.channels("weight", call.weight, false);
  checker.channels("bias", call.bias, false);
  const auto y = checker.data("y", call.y, true);
  checker.disjoint(y, {x, residual});
}

template <class Call>
void gradients(Checker& checker, const Call& call) {
  const auto x = checker.data("x", call.x, true);
  const auto dy = checker.data("dy", call.dy, true);
  checker.data("y", call.y, false);
  checker.channels("weight", call.weight, false);
  const auto dx = checker.data("dx", call.dx, false);
  const auto dresidual = checker.data("dresidual", call.dresidual, false);
  const auto dweight = checker.channels("dweight", call.dweight, false);
  const auto dbias = checker.channels("dbias", call.dbias, false);
  checker.disjoint(dx, {dy, x});
  for (const auto output : {dresidual, dweight, dbias}) checker.disjoint(output, {});
}

}  // namespace

template <class T>
void check(const ForwardTraining<T>& call, const Options& options) {
  Checker checker("forward_training", kFormat<T>, call.layout);
  checker.options(options);
  checker.running(call.running);
  forward(checker, call);
  const Checker::Handle outputs[] = {
      checker.channels("running_mean", call.running_mean, false),
      checker.channels("running_var", call.running_var, false),
      checker.channels("save_mean", call.save_mean, false),
      checker.channels("save_var", call.save_var, false),
      checker.channels("save_invstd", call.save_invstd, false),
  };
  if (call.running_mean.empty() != call.running_var.empty()) {
    checker.fail("one of running_mean and running_var is given without the other");
  }
  for (const auto output : outputs) checker.disjoint(output, {});
  if (call.layout.channel_count() == 1 && !options.allow_one_number) {
    checker.fail("one number per channel has no variance to train on");
  }
}

template <class T>
void check(const Inference<T>& call, const Options& options) {
  Checker checker("inference", kFormat<T>, call.layout);
  checker.options(options);
  checker.channels("running_mean", call.running_mean, true);
  checker.channels("running_var", call.running_var, true);
  forward(checker, call);
}

template <class T>
void check(const Backward<T>& call, const Options& options) {
  Checker checker("backward", kFormat<T>, call.layout);
  checker.options(options);
  checker.channels("save_mean", call.save_mean, true);
  checker.channels("save_invstd", call.save_invstd, true);
  gradients(checker, call);
}

template <class T>
void check(const BackwardInference<T>& call, const Options& options) {
  Checker checker("backward_inference", kFormat<T>, call.layout);
  checker.options(options);
  checker.channels("running_mean", call.running_mean, true);
  checker.channels("running_var", call.running_var, true);
  gradients(checker, call);
}

template void check(const ForwardTraining<float>&, const Options&);
template void check(const ForwardTraining<double>&, const Options&);
template void check(const ForwardTraining<float16>&, const Options&);
template void check(const ForwardTraining<bfloat16>&, const Options&);
template void check(const Inference<float>&, const Options&);
template void check(const Inference<double>&, const Options&);
template void check(const Inference<float16>&, const Options&);
template void check(const Inference<bfloat16>&, const Options&);
template void check(const Backward<float>&, const Options&);
template void check(const Backward<double>&, const Options&);
template void check(const Backward<float16>&, const Options&);
template void check(const Backward<bfloat16>&, const Options&);
template void check(const BackwardInference<float>&, const Options&);
template void check(const BackwardInference<double>&, const Options&);
template void check(const BackwardInference<float16>&, const Options&);
template void check(const BackwardInference<bfloat16>&, const Options&);

}  // namespace normaudit::fast
