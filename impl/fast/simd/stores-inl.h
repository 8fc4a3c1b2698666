// How the elements of runs and of rows are stored: to the boundaries of vectors, runs that touch as
// one, and around the caches where that is asked for and pays.
#if defined(NORMAUDIT_FAST_STORES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_STORES_INL_H
#undef NORMAUDIT_FAST_STORES_INL_H
#else
#define NORMAUDIT_FAST_STORES_INL_H
#endif

#include "impl/fast/kernels.h"
#include "impl/fast/simd/numbers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

template <bool kStreaming, class T>
HWY_INLINE void store_as(Vector<Statistic<T>> v, T* to) {
  if constexpr (kStreaming) return stream(v, to);
  return store(v, to);
}

inline constexpr std::int64_t kLineBytes = 64;
template <class T>
inline constexpr std::int64_t kVectorBytes = lanes<Statistic<T>>() * static_cast<int>(sizeof(T));

/// Numbers from `to` to the next boundary of what a vector takes in memory: a store across it costs
/// two, and cannot be streamed.
template <class T>
HWY_INLINE std::int64_t to_boundary(const T* to) {
  const auto past =
      static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(to) % kVectorBytes<T>);
  return past == 0 ? 0 : (kVectorBytes<T> - past) / static_cast<std::int64_t>(sizeof(T));
}

/// Where results go, and whether around the caches.
template <class T>
struct Output {
  T* to;
  bool streaming;
};

/// Consecutive places.
struct Stretch {
  std::int64_t place;
  std::int64_t length;
};

/// Stores body.at(place), ..., body.at(place + length - 1). Every load of a place comes before any
/// store to it, so that `to` may be what the body reads.
template <bool kStreaming, class T, class Body>
HWY_INLINE void store_run(T* to, const Stretch run, const Body& body) {
  constexpr std::int64_t kLanes = lanes<Statistic<T>>();
  const auto [place, length] = run;
  to += place;
  if (length < kLanes) {
    if (length > 0) store_first(body.template at<true>(place, length), length, to);
    return;
  }
  // Ragged ends overlap what lies between, and are loaded before it is stored.
  std::int64_t i = to_boundary(to);
  const bool has_head = i > 0;
  const bool has_tail = (length - i) % kLanes != 0;
  const auto none = hn::Zero(Tag<Statistic<T>>());
  const auto head = has_head ? body.template at<false>(place, kLanes) : none;
  const auto tail = has_tail ? body.template at<false>(place + length - kLanes, kLanes) : none;
  for (; i + kLanes <= length; i += kLanes) {
    store_as<kStreaming>(body.template at<false>(place + i, kLanes), to + i);
  }
  if (has_head) store(head, to);
  if (has_tail) store(tail, to + length - kLanes);
}

/// Runs that touch, one of each channel.
struct TouchingRuns {
  std::int64_t place;   ///< of the first
  std::int64_t length;  ///< of each
  std::int64_t count;
};

/// As one run: the vector that holds a channel's last numbers and the next one's first is made of
/// both. body_of(c) is made for each channel.
template <bool kStreaming, class T, class BodyOf>
HWY_INLINE void store_touching(T* to, const TouchingRuns runs, const BodyOf& body_of) {
  using S = Statistic<T>;
  constexpr std::int64_t kLanes = lanes<S>();
  const auto [place, length, count] = runs;
  const std::int64_t end = place + count * length;
  auto body = body_of(0);
  const std::int64_t head = to_boundary(to + place);
  if (head > 0) store_first(body.template at<true>(place, head), head, to + place);
  std::int64_t i = place + head;
  for (std::int64_t c = 0; c < count; ++c) {
    const std::int64_t next_first = place + (c + 1) * length;
    for (; i + kLanes <= next_first; i += kLanes) {
      store_as<kStreaming>(body.template at<false>(i, kLanes), to + i);
    }
    if (c + 1 == count) break;
    const auto next = body_of(c + 1);
    if (i < next_first) {
      const auto of_this = hn::FirstN(Tag<S>(), static_cast<std::size_t>(next_first - i));
      const auto both = hn::IfThenElse(of_this, body.template at<false>(i, kLanes),
                                       next.template at<false>(i, kLanes));
      store_as<kStreaming>(both, to + i);
      i += kLanes;
    }
    body = next;
  }
  if (i < end) store_first(body.template at<true>(i, end - i), end - i, to + i);
}

/// In the order in which they lie.
template <bool kStreaming, class T, class BodyOf>
HWY_INLINE void store_channels(T* to, const Channels& channels, const BodyOf& body_of) {
  const Runs& runs = channels.runs;
  const bool touch = channels.stride == runs.length && runs.length >= lanes<Statistic<T>>() &&
                     runs.length < kLongRun;
  for (std::int64_t run = 0; run < runs.count; ++run) {
    const std::int64_t place = run * runs.stride;
    if (touch) {
      const TouchingRuns all{.place = place, .length = runs.length, .count = channels.count};
      store_touching<kStreaming>(to, all, body_of);
      continue;
    }
    for (std::int64_t c = 0; c < channels.count; ++c) {
      const Stretch stretch{.place = place + c * channels.stride, .length = runs.length};
      store_run<kStreaming>(to, stretch, body_of(c));
    }
  }
}

template <class T, class BodyOf>
HWY_INLINE void store_channels(const Output<T> output, const Channels& channels,
                               const BodyOf& body_of) {
  const std::int64_t length = channels.runs.length;
  const std::int64_t touching = channels.stride == length ? channels.count * length : length;
  if (output.streaming && touching * static_cast<std::int64_t>(sizeof(T)) >= kStreamedBytes) {
    store_channels<true>(output.to, channels, body_of);
    hwy::FlushStream();
  } else {
    store_channels<false>(output.to, channels, body_of);
  }
}

/// A row of a matrix: body_of.template operator()<kFew>(column, count) is made for each vector.
/// A copy of it, for behind a reference the stores might change it.
template <class BodyOf>
struct Row {
  template <bool kFew>
  HWY_INLINE auto at(std::int64_t place, std::int64_t count) const {
    const auto body = body_of.template operator()<kFew>(place - first, count);
    return body.template at<kFew>(place, count);
  }

  BodyOf body_of;
  std::int64_t first;
};

/// Rows of whole vectors on their boundaries. It takes copies: what is behind a reference the
/// stores might change.
template <bool kStreaming, class T, class BodyOf>
HWY_INLINE void store_whole_rows(T* to, const Runs rows, const BodyOf body_of) {
  constexpr std::int64_t kLanes = lanes<Statistic<T>>();
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const std::int64_t first = row * rows.stride;
    for (std::int64_t c = 0; c < rows.length; c += kLanes) {
      const auto body = body_of.template operator()<false>(c, kLanes);
      store_as<kStreaming>(body.template at<false>(first + c, kLanes), to + first + c);
    }
  }
}

/// Whether rows begin on, and are made of whole units of so many bytes.
template <class T>
HWY_INLINE bool are_whole(const T* to, const Runs& rows, std::int64_t unit) {
  const auto size = static_cast<std::int64_t>(sizeof(T));
  const auto place = reinterpret_cast<std::uintptr_t>(to);
  return place % static_cast<std::uintptr_t>(unit) == 0 && rows.stride * size % unit == 0 &&
         rows.length * size % unit == 0;
}

template <bool kStreaming, class T, class BodyOf>
HWY_INLINE void store_columns(T* to, const Runs& rows, const BodyOf& body_of) {
  if (are_whole(to, rows, kVectorBytes<T>)) {
    return store_whole_rows<kStreaming>(to, rows, body_of);
  }
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const std::int64_t first = row * rows.stride;
    store_run<kStreaming>(to, {.place = first, .length = rows.length}, Row<BodyOf>{body_of, first});
  }
}

template <class T, class BodyOf>
HWY_INLINE void store_columns(const Output<T> output, const Runs& rows, const BodyOf& body_of) {
  // Short rows: where no vector crosses from one to the next, and no line has a gap.
  const std::int64_t unit = rows.stride == rows.length ? kVectorBytes<T> : kLineBytes;
  const std::int64_t row_bytes = rows.length * static_cast<std::int64_t>(sizeof(T));
  if (output.streaming && (row_bytes >= kStreamedBytes || are_whole(output.to, rows, unit))) {
    store_columns<true>(output.to, rows, body_of);
    hwy::FlushStream();
  } else {
    store_columns<false>(output.to, rows, body_of);
  }
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
