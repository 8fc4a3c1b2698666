// Gathering and scattering by runs of equally spaced places.
#include "reference/fast_blocks.h"

#include <algorithm>
#include <bit>
#include <type_traits>

namespace normaudit::reference {
namespace {

// Shorter runs are worth copying into one block.
constexpr std::int64_t kLongRun = 512;

// Equally spaced elements: places first + k * stride.
struct Run {
  std::int64_t first = 0;
  std::int64_t stride = 1;
  std::int64_t count = 0;
};

// The longest run that starts the span.
Run first_run(const IndexMap& map, const Span& span) {
  const std::int64_t places = map.spatial_count();
  const std::int64_t sample = span.group.first_sample + span.first / places;
  const std::int64_t place = span.first % places;
  const std::int64_t channel = span.group.first_channel;
  const std::int64_t first = map(sample, channel, place);
  const std::int64_t sample_stride = map.batch() > 1 ? map(1, channel, 0) - map(0, channel, 0) : 0;
  if (places == 1) return {first, sample_stride, span.count};
  const std::int64_t stride = map.spatial_stride();
  if (stride == 0) return {first, 1, 1};
  if (sample_stride == stride * places) return {first, stride, span.count};
  return {first, stride, std::min(span.count, places - place)};
}

template <class Visit>
void for_each_run(const IndexMap& map, Span span, const Visit& visit) {
  for (std::int64_t done = 0; span.count > 0;) {
    const Run run = first_run(map, span);
    visit(run, done);
    done += run.count;
    span.first += run.count;
    span.count -= run.count;
  }
}

bool is_consecutive(const Run& run, const Span& span) {
  return run.count == span.count && (run.stride == 1 || run.count == 1);
}

double number(double stored) { return stored; }
float number(float stored) { return stored; }
float number(Bfloat16 stored) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(stored.bits) << 16);
}
// The fields moved into place make a float whose exponent is 112 too low; multiplying is exact, for
// subnormal numbers too.
float number(Float16 stored) {
  const auto sign = static_cast<std::uint32_t>(stored.bits & 0x8000) << 16;
  const auto fields = static_cast<std::uint32_t>(stored.bits & 0x7FFF) << 13;
  const bool finite = fields < 0x0F800000;
  const auto magnitude = finite
                             ? std::bit_cast<std::uint32_t>(std::bit_cast<float>(fields) * 0x1p112F)
                             : fields | 0x7F800000;
  return std::bit_cast<float>(sign | magnitude);
}

template <class T, class Stored>
void copy_run(const Stored* stored, const Run& run, T* to) {
  const Stored* from = stored + run.first;
  for (std::int64_t k = 0; k < run.count; ++k) to[k] = static_cast<T>(number(from[k * run.stride]));
}

template <class T, class Stored>
const T* gather_as(const Tensor& tensor, const Span& span, T* buffer) {
  const auto* stored = reinterpret_cast<const Stored*>(tensor.elements());
  if constexpr (std::is_same_v<T, Stored>) {
    const Run run = first_run(tensor.map(), span);
    if (is_consecutive(run, span)) return stored + run.first;
  }
  for_each_run(tensor.map(), span,
               [&](const Run& run, std::int64_t done) { copy_run(stored, run, buffer + done); });
  return buffer;
}

}  // namespace

std::int64_t block_count(const Tensor& tensor, const Span& rest) {
  const std::int64_t count = std::min(rest.count, kBlock);
  const Run run = first_run(tensor.map(), rest);
  return run.stride == 1 && run.count >= kLongRun ? std::min(run.count, count) : count;
}

template <class T>
const T* gather(const Tensor& tensor, const Span& span, T* buffer) {
  switch (tensor.dtype()) {
    case Dtype::kFloat64:
      return gather_as<T, double>(tensor, span, buffer);
    case Dtype::kFloat32:
      return gather_as<T, float>(tensor, span, buffer);
    case Dtype::kFloat16:
      return gather_as<T, Float16>(tensor, span, buffer);
    case Dtype::kBfloat16:
      break;
  }
  return gather_as<T, Bfloat16>(tensor, span, buffer);
}

template const float* gather(const Tensor&, const Span&, float*);
template const double* gather(const Tensor&, const Span&, double*);

double* in_place(Tensor& tensor, const Span& span) {
  const Run run = first_run(tensor.map(), span);
  if (!is_consecutive(run, span)) return nullptr;
  return reinterpret_cast<double*>(tensor.elements()) + run.first;
}

void scatter(const double* answers, Tensor& tensor, const Span& span) {
  auto* stored = reinterpret_cast<double*>(tensor.elements());
  for_each_run(tensor.map(), span, [&](const Run& run, std::int64_t done) {
    for (std::int64_t k = 0; k < run.count; ++k) {
      stored[run.first + k * run.stride] = answers[done + k];
    }
  });
}

}  // namespace normaudit::reference
