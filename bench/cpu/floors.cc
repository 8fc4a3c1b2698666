// Floors on the case's own arrays: F1 is the better of the streams, F2 adds the better of the reads
// where the pass needs statistics (see summary.h).
#include <algorithm>

#include "bench/cpu/contender.h"
#include "bench/cpu/flat.h"
#include "bench/keep.h"

namespace normaudit::bench::cpu {
namespace {

constexpr flat::Line kLine{1.25F, 0.5F, 0.25F};
constexpr std::int64_t kGrain = 1024;  // slabs start on pages

// Slab `index` of as many as there are threads.
flat::Span slab(const flat::Span& all, int index, int threads) {
  const std::int64_t grains = (all.count + kGrain - 1) / kGrain;
  const std::int64_t begin = std::min(all.count, grains * index / threads * kGrain);
  const std::int64_t end = std::min(all.count, grains * (index + 1) / threads * kGrain);
  return {all.x + begin, all.dy == nullptr ? nullptr : all.dy + begin,
          all.out == nullptr ? nullptr : all.out + begin, end - begin};
}

template <class Work>
void in_slabs(const flat::Span& all, int threads, const Work& work) {
  if (threads == 1) return work(all);  // a region of one thread is no free one
#pragma omp parallel for num_threads(threads) schedule(static, 1)
  for (int i = 0; i < threads; ++i) work(slab(all, i, threads));
}

using Stream = void (*)(const flat::Span&, const flat::Line&);
using Read = flat::Sums (*)(const flat::Span&);

void run_stream(const flat::Span& span, int threads, Stream stream) {
  in_slabs(span, threads, [stream](const flat::Span& part) { stream(part, kLine); });
  keep(span.out);
}

void run_read(const flat::Span& span, int threads, Read read) {
  in_slabs(span, threads, [read](const flat::Span& part) {
    const flat::Sums sums = read(part);
    keep(&sums);
  });
}

Contender floor_of(const char* name, std::function<void()> call) {
  return {.name = name,
          .kind = Kind::kFloor,
          .answers_in_arrays = false,
          .sample = on_clock(std::move(call))};
}

}  // namespace

std::vector<Contender> floor_contenders(const Stage& stage) {
  const Pass pass = stage.timed.problem.pass;
  const int threads = stage.timed.threads;
  const bool is_gradient = is_backward(pass);
  const flat::Span span{stage.arrays.x(), is_gradient ? stage.arrays.dy() : nullptr,
                        is_gradient ? stage.arrays.dx() : stage.arrays.y(),
                        stage.timed.problem.shape.count()};
  std::vector<Contender> floors;
  floors.push_back(floor_of(kStreamOrdinary, [=] { run_stream(span, threads, &flat::stream); }));
  floors.push_back(
      floor_of(kStreamAround, [=] { run_stream(span, threads, &flat::stream_around); }));
  if (span.count >= kLeastFresh) {
    floors.push_back(floor_of(kStreamFresh, [=] {
      const Buffer fresh(span.count, 0, Buffer::Pages::kOrdinary);
      flat::Span into = span;
      into.out = fresh.data();
      run_stream(into, threads, &flat::stream);
    }));
  }
  if (!uses_running_statistics(pass)) {
    floors.push_back(floor_of(kRead, [=] { run_read(span, threads, &flat::read); }));
    floors.push_back(
        floor_of(kReadPrefetched, [=] { run_read(span, threads, &flat::read_prefetched); }));
  }
  return floors;
}

}  // namespace normaudit::bench::cpu
