// Cases for every kernel, made by hand.
#include "tests/cuda/mutants/every_kernel.h"

#include "cuda/kernels/one_pass.cuh"
#include "cuda/kernels/textbook_backward.cuh"
#include "cuda/kernels/textbook_training.cuh"
#include "cuda/kernels/welford.cuh"
#include "tests/cuda/hand_calls.h"

namespace normaudit::cuda::simt {
namespace {

enum class Place : unsigned char { kApart, kInPlace };
enum class StatisticsFrom : unsigned char { kBatch, kStored };

constexpr std::size_t kChannels = 4;

/// The arrays of one call; x, dy and the output lie alike.
struct Arrays {
  Lie lie;
  std::vector<float> x, dy, output;
  std::vector<float> weight, bias, running_mean, running_var, mean, var, invstd, dweight, dbias;

  Arrays(const Lie& where, std::size_t count) : lie(where), x(count), dy(count), output(count) {
    for (std::size_t i = 0; i < count; ++i) {
      x[i] = static_cast<float>(i * 37 % 101) / 16 + static_cast<float>(i % 3);
      dy[i] = static_cast<float>(i * 53 % 97) / 32 - 1.5f;
    }
    for (auto* each :
         {&weight, &bias, &running_mean, &running_var, &mean, &var, &invstd, &dweight, &dbias}) {
      for (std::size_t c = 0; c < kChannels; ++c) each->push_back(static_cast<float>(c + 1));
    }
  }

  static ChannelArray of(std::vector<float>& numbers) { return {numbers.data(), Dtype::kFloat32}; }

  TrainingArrays<float> training() {
    return {of(weight), of(bias), of(running_mean), of(running_var), of(mean), of(var), of(invstd),
            1e-5f,      0.25f};
  }
  Backward<float> backward() {
    Backward<float> pass;
    pass.weight = of(weight);
    pass.dweight = of(dweight);
    pass.dbias = of(dbias);
    pass.mean = of(mean);
    pass.spread = of(invstd);
    pass.numbers = lie.extents.numbers();
    return pass;
  }
  Inference<float> inference() {
    return {of(weight), of(bias), of(running_mean), of(running_var), 1e-5f};
  }
  Backward<float> backward_inference() {
    Backward<float> pass = backward();
    pass.mean = of(running_mean);
    pass.spread = of(running_var);
    pass.batch_statistics = false;
    pass.eps = 1e-5f;
    return pass;
  }
  std::vector<float> all() const {
    std::vector<float> result;
    for (const auto* each :
         {&x, &dy, &output, &running_mean, &running_var, &mean, &var, &invstd, &dweight, &dbias}) {
      result.insert(result.end(), each->begin(), each->end());
    }
    return result;
  }
};

/// One pass's call, as `make` and `view` lay it out, to `schedule`.
template <class Pass, class MakeCall, class MakeView, class Schedule>
void one_pass(Arrays& arrays, Place place, const Pass& pass, const MakeCall& make,
              const MakeView& view, const Schedule& schedule) {
  auto call = make(pass, arrays.lie);
  std::vector<float>* last = &arrays.x;
  call.inputs[0] = view(static_cast<const float*>(arrays.x.data()), arrays.lie);
  if constexpr (Pass::kInputs == 2) {
    last = &arrays.dy;
    call.inputs[1] = view(static_cast<const float*>(arrays.dy.data()), arrays.lie);
  }
  std::vector<float>& output = place == Place::kApart ? arrays.output : *last;
  call.output = view(output.data(), arrays.lie);
  schedule(call);
}

/// Calls `schedule` with a forward and with a backward call, in training or through stored
/// statistics.
template <StatisticsFrom kFrom, class MakeCall, class MakeView, class Schedule>
std::vector<float> both_passes(Arrays arrays, Place place, const MakeCall& make,
                               const MakeView& view, const Schedule& schedule) {
  const auto run = [&](const auto& pass) { one_pass(arrays, place, pass, make, view, schedule); };
  if constexpr (kFrom == StatisticsFrom::kBatch) {
    run(ForwardTraining<float>{arrays.training()});
  } else {
    run(arrays.inference());
  }
  std::vector<float> numbers = arrays.all();
  run(kFrom == StatisticsFrom::kBatch ? arrays.backward() : arrays.backward_inference());
  const std::vector<float> more = arrays.all();
  numbers.insert(numbers.end(), more.begin(), more.end());
  return numbers;
}

constexpr std::int64_t kPacked = 1040;
constexpr std::int64_t kNotPacked = 1041;

/// Three slices of 64 threads.
template <std::int64_t kPlaces, StatisticsFrom kFrom = StatisticsFrom::kBatch, class Schedule>
std::vector<float> on_planes(Place place, const Schedule& schedule) {
  constexpr Extents kExtents{.batch = 2, .channels = 2, .places = kPlaces};
  return both_passes<kFrom>(
      Arrays(dense_planes(kExtents), static_cast<std::size_t>(2 * 2 * kPlaces)), place,
      [](const auto& pass, const Lie& lie) {
        auto call = planar_call(pass, lie);
        call.slices = Slices{.numbers = lie.extents.numbers(), .threads = 64, .tiles = 1};
        call.slices.slices = (call.slices.numbers - 1) / call.slices.length() + 1;
        return call;
      },
      [](auto* data, const Lie& lie) { return planes_at(data, lie); }, schedule);
}

/// Three slices of 2 x 32 threads.
template <StatisticsFrom kFrom = StatisticsFrom::kBatch, class Schedule>
std::vector<float> on_columns(Place place, const Schedule& schedule) {
  constexpr Extents kExtents{.batch = 520, .channels = 4, .places = 1};
  return both_passes<kFrom>(
      Arrays(dense_columns(kExtents), 520 * 4), place,
      [](const auto& pass, const Lie& lie) {
        auto call = column_call(pass, lie);
        call.slices.length = 256;
        call.slices.tiles = 256 / (32 * call.kHeld);
        call.slices.count = 3;
        return call;
      },
      [](auto* data, const Lie& lie) { return columns_at(data, lie); }, schedule);
}

/// Inference by its stream, and what its gradient sums up by split.
template <int kWidth>
struct Stored {
  void operator()(const PlanarCall<Inference<float>>& call) const { launch_inference(call); }
  void operator()(const ColumnCall<Inference<float>>& call) const {
    launch_inference<kWidth>(call, 2);
  }
  void operator()(const PlanarCall<Backward<float>>& call) const { launch_split(call); }
  void operator()(const ColumnCall<Backward<float>>& call) const {
    launch_split_columns<kWidth>(call, 2);
  }
};

template <template <class> class Formula>
std::vector<float> on_one_block() {
  constexpr Extents kExtents{.batch = 7, .channels = 2, .places = 100};
  Arrays arrays(dense_planes(kExtents), 7 * 2 * 100);
  OneBlockCall<TextbookTraining<float, Formula>> forward{.pass = {arrays.training()}};
  forward.inputs[0] = strided_at<const float>(arrays.x.data(), arrays.lie);
  forward.output = strided_at(arrays.output.data(), arrays.lie);
  forward.numbers = kExtents.numbers();
  launch_one_block(forward, kExtents.channels);
  std::vector<float> numbers = arrays.all();
  OneBlockCall<TextbookBackward<float>> backward{.pass = {arrays.backward()}};
  backward.inputs[0] = strided_at<const float>(arrays.x.data(), arrays.lie);
  backward.inputs[1] = strided_at<const float>(arrays.dy.data(), arrays.lie);
  backward.output = strided_at(arrays.output.data(), arrays.lie);
  backward.numbers = kExtents.numbers();
  launch_one_block(backward, kExtents.channels);
  const std::vector<float> more = arrays.all();
  numbers.insert(numbers.end(), more.begin(), more.end());
  return numbers;
}

}  // namespace

std::vector<KernelCase> every_kernel() {
  std::vector<KernelCase> cases;
  for (const Place place : {Place::kApart, Place::kInPlace}) {
    const std::string where = place == Place::kApart ? "" : " in place";
    const auto planes = [&](const char* name, auto schedule) {
      cases.push_back({name + where, [=] { return on_planes<kPacked>(place, schedule); }});
    };
    const auto columns = [&](const char* name, auto schedule) {
      cases.push_back({name + where, [=] { return on_columns(place, schedule); }});
    };
    planes("split", [](const auto& call) { launch_split(call); });
    planes("cluster", [](const auto& call) { launch_cluster(call, 2); });
    // Both channels by the same blocks, one after the other.
    planes("group",
           [](const auto& call) { launch_group(call, {.blocks = 2, .channels_in_flight = 1}); });
    columns("split of columns", [](const auto& call) { launch_split_columns<1>(call, 2); });
    columns("split of packs of columns",
            [](const auto& call) { launch_split_columns<4>(call, 2); });
    columns("group of columns", [](const auto& call) {
      launch_group_columns<1>(call, {.blocks = 2, .in_flight = 1}, 2);
    });
    cases.push_back({"inference" + where, [=] {
                       return on_planes<kPacked, StatisticsFrom::kStored>(place, Stored<1>{});
                     }});
    cases.push_back({"inference of columns" + where,
                     [=] { return on_columns<StatisticsFrom::kStored>(place, Stored<1>{}); }});
    cases.push_back({"inference of packs of columns" + where,
                     [=] { return on_columns<StatisticsFrom::kStored>(place, Stored<4>{}); }});
  }
  // Numbers that are copied one by one reach shared memory by other threads than read them there.
  cases.push_back({"cluster of single numbers", [] {
                     return on_planes<kNotPacked>(
                         Place::kApart, [](const auto& call) { launch_cluster(call, 2); });
                   }});
  cases.push_back({"one_pass", on_one_block<OnePass>});
  cases.push_back({"welford", on_one_block<Welford>});
  return cases;
}

}  // namespace normaudit::cuda::simt
