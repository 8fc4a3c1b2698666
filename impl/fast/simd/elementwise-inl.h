// What is done to each element once the statistics are known, and how results are stored:
// y = ((x - high) - low)*scale*factor + bias, then + residual and relu;
// dx = ((dy - mean_dy) - ((x - high) - low)*slope)*scale*factor.
#if defined(NORMAUDIT_FAST_ELEMENTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_ELEMENTWISE_INL_H
#undef NORMAUDIT_FAST_ELEMENTWISE_INL_H
#else
#define NORMAUDIT_FAST_ELEMENTWISE_INL_H
#endif

#include <algorithm>

#include "impl/fast/kernels.h"
#include "impl/fast/simd/columns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// A term of one channel, the same for all its elements.
template <class S>
struct OfChannel {
  Vector<S> value;
  HWY_INLINE explicit OfChannel(const S* from)
      : value(hn::Set(Tag<S>(), from == nullptr ? S{0} : *from)) {}
  template <bool kPartial>
  HWY_INLINE Vector<S> at(std::int64_t, std::int64_t) const {
    return value;
  }
};

/// A term of each column.
template <class S>
struct OfColumn {
  const S* from;
  HWY_INLINE explicit OfColumn(const S* start) : from(start) {}
  template <bool kPartial>
  HWY_INLINE Vector<S> at(std::int64_t place, std::int64_t count) const {
    return load_columns<kPartial>(from + place, count);
  }
};

template <class T, template <class> class Term, bool kFactor, bool kFused>
struct Normalized {
  using S = Statistic<T>;
  HWY_INLINE Normalized(const NormalizeRuns<T>& runs, const NormalizeTerms<S>& terms)
      : data(runs),
        high(terms.high),
        low(terms.low),
        scale(terms.scale),
        factor(terms.factor),
        bias(terms.bias) {}

  HWY_INLINE void start(std::int64_t place) {
    x = data.x + place;
    residual = data.fusion.residual == nullptr ? nullptr : data.fusion.residual + place;
  }

  template <bool kPartial>
  HWY_INLINE Vector<S> at(std::int64_t i, std::int64_t count) const {
    const auto deviation =
        hn::Sub(hn::Sub(load_columns<kPartial>(x + i, count), high.template at<kPartial>(i, count)),
                low.template at<kPartial>(i, count));
    auto v = hn::Mul(deviation, scale.template at<kPartial>(i, count));
    if constexpr (kFactor) v = hn::Mul(v, factor.template at<kPartial>(i, count));
    v = hn::Add(v, bias.template at<kPartial>(i, count));
    if constexpr (kFused) {
      if (residual != nullptr) v = hn::Add(v, load_columns<kPartial>(residual + i, count));
      const auto zero = hn::Zero(Tag<S>());
      // Not Max, which may drop a NaN.
      if (data.fusion.relu) v = hn::IfThenElse(hn::Lt(v, zero), zero, v);
    }
    return v;
  }

  const NormalizeRuns<T>& data;
  Term<S> high, low, scale, factor, bias;
  const T* x = nullptr;
  const T* residual = nullptr;
};

template <class T, template <class> class Term, bool kFactor, bool kMasked>
struct Differentiated {
  using S = Statistic<T>;
  HWY_INLINE Differentiated(const GradientRuns<T>& runs, const GradientTerms<S>& terms)
      : data(runs),
        high(terms.high),
        low(terms.low),
        slope(terms.slope),
        mean_dy(terms.mean_dy),
        scale(terms.scale),
        factor(terms.factor) {}

  HWY_INLINE void start(std::int64_t place) {
    x = data.from.x + place;
    dy = data.from.dy + place;
    if constexpr (kMasked) y = data.from.y + place;
  }

  template <bool kPartial>
  HWY_INLINE Vector<S> at(std::int64_t i, std::int64_t count) const {
    auto incoming = load_columns<kPartial>(dy + i, count);
    if constexpr (kMasked) incoming = counted<true>(incoming, load_columns<kPartial>(y + i, count));
    const auto deviation =
        hn::Sub(hn::Sub(load_columns<kPartial>(x + i, count), high.template at<kPartial>(i, count)),
                low.template at<kPartial>(i, count));
    auto v = hn::Sub(hn::Sub(incoming, mean_dy.template at<kPartial>(i, count)),
                     hn::Mul(deviation, slope.template at<kPartial>(i, count)));
    v = hn::Mul(v, scale.template at<kPartial>(i, count));
    if constexpr (kFactor) v = hn::Mul(v, factor.template at<kPartial>(i, count));
    return v;
  }

  const GradientRuns<T>& data;
  Term<S> high, low, slope, mean_dy, scale, factor;
  const T* x = nullptr;
  const T* dy = nullptr;
  const T* y = nullptr;
};

/// dy where it counts, for dresidual: nothing else is asked of a channel.
template <class T>
struct Counted {
  using S = Statistic<T>;
  HWY_INLINE void start(std::int64_t place) {
    dy = from.dy + place;
    y = from.y == nullptr ? nullptr : from.y + place;
  }
  template <bool kPartial>
  HWY_INLINE Vector<S> at(std::int64_t i, std::int64_t count) const {
    const auto incoming = load_columns<kPartial>(dy + i, count);
    if (y == nullptr) return incoming;
    return counted<true>(incoming, load_columns<kPartial>(y + i, count));
  }

  GradientSource<T> from;
  const T* dy = nullptr;
  const T* y = nullptr;
};

template <bool kStreaming, class T>
HWY_INLINE void store_as(Vector<Statistic<T>> v, T* to) {
  if constexpr (kStreaming) return stream(v, to);
  return store(v, to);
}

/// Stores body.at(0), ..., body.at(length - 1). Every load of a place comes before any store to it,
/// so that `to` may be what the body reads.
template <bool kStreaming, class T, class Body>
HWY_INLINE void store_run(T* to, std::int64_t length, const Body& body) {
  constexpr std::int64_t kLanes = lanes<Statistic<T>>();
  if (length < kLanes) {
    if (length > 0) store_first(body.template at<true>(0, length), length, to);
    return;
  }
  // Ragged ends overlap what lies between, and are loaded before it is stored.
  std::int64_t i = 0;
  if constexpr (kStreaming) {
    constexpr std::uintptr_t kBytes = kLanes * sizeof(T);
    const auto past = reinterpret_cast<std::uintptr_t>(to) % kBytes;
    if (past != 0) i = static_cast<std::int64_t>((kBytes - past) / sizeof(T));
  }
  const bool has_tail = (length - i) % kLanes != 0;
  const auto none = hn::Zero(Tag<Statistic<T>>());
  const auto head = i > 0 ? body.template at<false>(0, kLanes) : none;
  const auto tail = has_tail ? body.template at<false>(length - kLanes, kLanes) : none;
  const bool has_head = i > 0;
  for (; i + 2 * kLanes <= length; i += 2 * kLanes) {
    const auto first = body.template at<false>(i, kLanes);
    const auto second = body.template at<false>(i + kLanes, kLanes);
    store_as<kStreaming>(first, to + i);
    store_as<kStreaming>(second, to + i + kLanes);
  }
  if (i + kLanes <= length) store_as<kStreaming>(body.template at<false>(i, kLanes), to + i);
  if (has_head) store(head, to);
  if (has_tail) store(tail, to + length - kLanes);
}

template <bool kStreaming, class T, class Body>
HWY_INLINE void store_rows(T* to, const Runs& rows, Body& body) {
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const std::int64_t place = row * rows.stride;
    body.start(place);
    store_run<kStreaming>(to + place, rows.length, body);
  }
}

/// Rows of a matrix.
template <class T, class Body>
HWY_INLINE void store_rows(T* to, const Runs& rows, bool streaming, Body body) {
  if (streaming) {
    store_rows<true>(to, rows, body);
    hwy::FlushStream();
  } else {
    store_rows<false>(to, rows, body);
  }
}

/// Runs of channels, in the order in which they lie where they are short. body_of(c) is made for
/// each.
template <bool kStreaming, class T, class BodyOf>
HWY_INLINE void store_channels(T* to, const Channels& channels, const BodyOf& body_of) {
  const Runs& runs = channels.runs;
  const bool is_long = runs.length >= kLongRun;
  const std::int64_t rounds = is_long ? 1 : runs.count;
  const Runs round_runs{is_long ? runs.count : 1, runs.stride, runs.length};
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (std::int64_t c = 0; c < channels.count; ++c) {
      auto body = body_of(c);
      const std::int64_t first = c * channels.stride + round * runs.stride;
      for (std::int64_t run = 0; run < round_runs.count; ++run) {
        const std::int64_t place = first + run * runs.stride;
        body.start(place);
        store_run<kStreaming>(to + place, runs.length, body);
      }
    }
  }
}

/// A line of the cache that two runs share must not be half streamed, half stored: shorter runs,
/// which have many such lines, are stored.
inline constexpr std::int64_t kStreamedBytes = 2048;

template <class T, class BodyOf>
HWY_INLINE void store_channels(T* to, const Channels& channels, bool streaming,
                               const BodyOf& body_of) {
  if (streaming && channels.runs.length * static_cast<std::int64_t>(sizeof(T)) >= kStreamedBytes) {
    store_channels<true>(to, channels, body_of);
    hwy::FlushStream();
  } else {
    store_channels<false>(to, channels, body_of);
  }
}

/// Calls visit.operator()<a, b>().
template <class Visit>
HWY_INLINE void visit_flags(bool a, bool b, const Visit& visit) {
  if (a)
    return b ? visit.template operator()<true, true>() : visit.template operator()<true, false>();
  return b ? visit.template operator()<false, true>() : visit.template operator()<false, false>();
}

template <class T>
bool is_fused(const Fusion<T>& fusion) {
  return fusion.residual != nullptr || fusion.relu;
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
