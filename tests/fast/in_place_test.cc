// Outputs that lie on inputs: the bits of calls apart, whatever the stores, and nothing beside the
// elements is written.
#include "tests/fast/layouts.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

struct Scenario {
  Layout layout;
  std::int64_t offset = 0;
  Fused fused = Fused::kNo;
  Options options = {};
};

template <class T>
class InPlace : public testing::Test {
 protected:
  /// Calls apart, and what they read.
  struct Known {
    StepInputs<T> in;
    StepOutputs<T> out;
  };

  static Known known_of(const Scenario& scenario) {
    StepInputs<T> in = StepInputs<T>(scenario.layout).moved_to(scenario.offset);
    StepOutputs<T> out =
        whole_step(in, {scenario.layout, scenario.offset, scenario.fused}, scenario.options);
    return {in, out};
  }

  static void expect_like(const Guarded<T>& got, const Guarded<T>& want, const char* what) {
    EXPECT_TRUE(got.surroundings_intact()) << what;
    EXPECT_TRUE(got.patterns() == want.patterns()) << what;
  }

  static std::span<const T> if_fused(const Scenario& scenario, const Guarded<T>& array) {
    return scenario.fused == Fused::kYes ? array.span() : std::span<const T>();
  }

  /// y on `array`, which is a copy of what the call reads.
  static void expect_forward(const Scenario& scenario, bool on_residual) {
    const Known known = known_of(scenario);
    const bool relu = scenario.fused == Fused::kYes;
    for (const bool trains : {true, false}) {
      Guarded<T> x = known.in.x;
      Guarded<T> residual = known.in.residual;
      Guarded<T>& y = on_residual ? residual : x;
      if (trains) {
        forward_training<T>({.layout = scenario.layout,
                             .x = x.span(),
                             .y = y.span(),
                             .weight = known.in.weight,
                             .bias = known.in.bias,
                             .residual = if_fused(scenario, residual),
                             .relu = relu},
                            scenario.options);
      } else {
        inference<T>({.layout = scenario.layout,
                      .x = x.span(),
                      .y = y.span(),
                      .running_mean = known.in.running_mean,
                      .running_var = known.in.running_var,
                      .weight = known.in.weight,
                      .bias = known.in.bias,
                      .residual = if_fused(scenario, residual),
                      .relu = relu},
                     scenario.options);
      }
      expect_like(y, trains ? known.out.y : known.out.y_inference, trains ? "y" : "inference");
    }
  }

  static void expect_backward(const Scenario& scenario, bool on_x) {
    const Known known = known_of(scenario);
    for (const bool trains : {true, false}) {
      Guarded<T> x = known.in.x;
      Guarded<T> dy = known.in.dy;
      Guarded<T>& dx = on_x ? x : dy;
      Guarded<T> dresidual = Guarded<T>::like(x, scenario.offset);
      if (trains) {
        backward<T>({.layout = scenario.layout,
                     .x = x.span(),
                     .dy = dy.span(),
                     .save_mean = known.out.save_mean,
                     .save_invstd = known.out.save_invstd,
                     .weight = known.in.weight,
                     .y = if_fused(scenario, known.out.y),
                     .dx = dx.span(),
                     .dresidual = dresidual.span()},
                    scenario.options);
      } else {
        backward_inference<T>({.layout = scenario.layout,
                               .x = x.span(),
                               .dy = dy.span(),
                               .running_mean = known.in.running_mean,
                               .running_var = known.in.running_var,
                               .weight = known.in.weight,
                               .y = if_fused(scenario, known.out.y_inference),
                               .dx = dx.span(),
                               .dresidual = dresidual.span()},
                              scenario.options);
      }
      expect_like(dx, trains ? known.out.dx : known.out.dx_inference, trains ? "dx" : "inference");
      expect_like(dresidual, trains ? known.out.dresidual : known.out.dresidual_inference,
                  "dresidual");
    }
  }

  // Enough for every kernel; more slices and blocks change nothing about places.
  static constexpr std::int64_t kMostNumbers = 200'000;

  template <class Expect>
  static void on_every_path(Expect expect) {
    for (const NamedLayout& named : layouts_of_every_path()) {
      SCOPED_TRACE(named.name);
      if (named.layout.count() > kMostNumbers) continue;
      for (const Stores stores : {Stores::kAuto, Stores::kStreaming}) {
        for (const std::int64_t offset : {0, 3}) {
          Scenario scenario{.layout = named.layout, .offset = offset};
          scenario.fused = offset == 0 ? Fused::kNo : Fused::kYes;
          scenario.options = {.threads = 3, .stores = stores, .allow_one_number = true};
          expect(scenario);
        }
      }
    }
  }
};
TYPED_TEST_SUITE(InPlace, Formats, FormatNames);

TYPED_TEST(InPlace, ForwardOnX) {
  this->on_every_path([&](const Scenario& each) { this->expect_forward(each, false); });
}

TYPED_TEST(InPlace, ForwardOnResidual) {
  this->on_every_path([&](Scenario each) {
    each.fused = Fused::kYes;
    this->expect_forward(each, true);
  });
}

TYPED_TEST(InPlace, BackwardOnDy) {
  this->on_every_path([&](const Scenario& each) { this->expect_backward(each, false); });
}

TYPED_TEST(InPlace, BackwardOnX) {
  this->on_every_path([&](const Scenario& each) { this->expect_backward(each, true); });
}

// Each misalignment of a vector's lanes, each length that leaves a head, a tail, both or neither.
// Runs of 2 KiB that do not touch, short ones that do, and rows of 2 KiB and below.
TYPED_TEST(InPlace, StreamedAtEveryMisalignment) {
  constexpr std::int64_t kStreamed = 2048 / sizeof(TypeParam);
  for (std::int64_t offset = 0; offset < 17; ++offset) {
    for (std::int64_t length = 1; length <= 34; length += 3) {
      SCOPED_TRACE(std::to_string(offset) + " past, " + std::to_string(length));
      for (const Layout& layout :
           {strided({{1, 3, kStreamed + length}, {4 * kStreamed, kStreamed + 40, 1}}),
            Layout::nchw({2, 3, kStreamed / 4 + length}), Layout::nhwc({1, kStreamed + length, 3}),
            Layout::nhwc({1, length, 3})}) {
        Scenario scenario{.layout = layout, .offset = offset};
        scenario.options.stores = Stores::kStreaming;
        this->expect_forward(scenario, false);
        this->expect_backward(scenario, false);
        const StepCall ordinary{.layout = layout, .offset = offset};
        const auto known = this->known_of(scenario);
        const Options stored{.stores = Stores::kOrdinary};
        EXPECT_EQ(whole_step(known.in, ordinary, stored).difference(known.out), "");
      }
    }
  }
}

}  // namespace
}  // namespace normaudit::fast
