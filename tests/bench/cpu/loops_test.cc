// Naive loops, floors and our own call on numbers with which float32 is exact: every result is
// known to the last bit.
#include <gtest/gtest.h>

#include <cmath>

#include "bench/cpu/contender.h"
#include "bench/cpu/flat.h"
#include "bench/cpu/onednn.h"

namespace normaudit::bench::cpu {
namespace {

constexpr float kPoison = -77;

// x = +-1 in equal numbers, eps = 3: mean 0, variance 1, invstd 1/2, all of them dyadic. dy is +-1
// or
// +-3. weight 2, 4 or 8 and bias 1, 2 or 3 by channel.
struct Exact {
  Case timed;
  Arrays arrays;

  Exact(Pass pass, const std::string& layout, int threads)
      : timed{make_problem(pass, layout), threads}, arrays({timed}) {
    const std::int64_t channels = timed.problem.shape.channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      const auto i = static_cast<std::size_t>(c);
      arrays.weight[i] = static_cast<float>(2 << c % 3);
      arrays.bias[i] = static_cast<float>(1 + c % 3);
      arrays.running_mean[i] = arrays.save_mean[i] = 0;
      arrays.running_var[i] = arrays.save_var[i] = 1;
      arrays.save_invstd[i] = 0.5F;
    }
    for_each([&](std::int64_t place, std::int64_t, std::int64_t index) {
      arrays.x()[place] = index % 2 == 0 ? 1.0F : -1.0F;
      arrays.dy()[place] = dy(index);
      arrays.y()[place] = arrays.dx()[place] = kPoison;
    });
  }

  static Problem make_problem(Pass pass, const std::string& layout) {
    Problem problem;
    problem.pass = pass;
    problem.layout = parse_layout(layout);
    problem.shape = {4, 37, {4, 2}};  // n = 32
    problem.eps = 3;
    problem.track_running_stats = false;
    return problem;
  }
  static float dy(std::int64_t index) {
    return index % 4 == 0 ? 3.0F : index % 2 == 0 ? 1.0F : -1.0F;
  }

  // visit(place in storage, channel, index within the channel)
  template <class Visit>
  void for_each(const Visit& visit) const {
    const IndexMap map(timed.problem.shape, timed.problem.layout);
    for (std::int64_t n = 0; n < 4; ++n) {
      for (std::int64_t c = 0; c < map.channels(); ++c) {
        for (std::int64_t s = 0; s < 8; ++s) visit(map(n, c, s), c, 8 * n + s);
      }
    }
  }

  // sum dy = 32*(3 + 1 - 1 - 1)/4 = 16; sum x*dy = 32*(3 + 1 + 1 + 1)/4 = 48.
  float expected(std::int64_t place, std::int64_t c, std::int64_t index) const {
    const auto i = static_cast<std::size_t>(c);
    const float x = arrays.x()[place];
    if (timed.problem.pass != Pass::kBackward) return x * 0.5F * arrays.weight[i] + arrays.bias[i];
    return (dy(index) - 0.5F - x * 1.5F * 0.25F) * 0.5F * arrays.weight[i];
  }

  // -ffast-math takes 1/sqrt by an estimate: its answers count as the nearest of the grid on which
  // all exact ones lie.
  static float taken(const std::string& contender, float answer) {
    return contender == kFastMath ? std::nearbyint(answer * 32) / 32 : answer;
  }

  void expect_exact(const std::string& contender) const {
    const bool is_gradient = timed.problem.pass == Pass::kBackward;
    const float* out = is_gradient ? arrays.dx() : arrays.y();
    int wrong = 0;
    for_each([&](std::int64_t place, std::int64_t c, std::int64_t index) {
      wrong += taken(contender, out[place]) != expected(place, c, index);
    });
    EXPECT_EQ(wrong, 0) << contender << " " << name_of(timed);
    for (std::int64_t c = 0; is_gradient && c < timed.problem.shape.channels; ++c) {
      const auto i = static_cast<std::size_t>(c);
      EXPECT_EQ(arrays.dbias[i], 16) << contender;
      EXPECT_EQ(taken(contender, arrays.dweight[i]), 24) << contender;
    }
  }
};

constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward};

template <class Visit>
void for_each_setting(const Visit& visit) {
  for (Pass pass : kPasses) {
    for (const char* layout : {"nchw", "nhwc"}) {
      for (int threads : {1, 2, 3}) visit(pass, layout, threads);
    }
  }
}

TEST(CpuLoops, NaiveLoopsAndOursAreExactWhereFloatIs) {
  for_each_setting([](Pass pass, const char* layout, int threads) {
    for (std::size_t i = 0; i < 3; ++i) {
      Exact exact(pass, layout, threads);
      const Stage stage{exact.timed, exact.arrays};
      std::vector<Contender> contenders = loop_contenders(stage);
      contenders.push_back(our_contenders(stage).front());
      ASSERT_EQ(contenders.size(), 3U);
      contenders[i].sample(2);
      exact.expect_exact(contenders[i].name);
    }
  });
}

TEST(CpuLoops, StatisticsForBackwardAreSaved) {
  for (const char* layout : {"nchw", "nhwc"}) {
    Exact exact(Pass::kBackward, layout, 2);
    exact.arrays.save_mean[36] = exact.arrays.save_var[36] = exact.arrays.save_invstd[36] = kPoison;
    save_statistics({exact.timed, exact.arrays});
    EXPECT_EQ(exact.arrays.save_mean[36], 0);
    EXPECT_EQ(exact.arrays.save_var[36], 1);
    EXPECT_EQ(exact.arrays.save_invstd[36], 0.5F);
  }
}

TEST(CpuLoops, StreamsWriteEveryNumberOnce) {
  for_each_setting([](Pass pass, const char* layout, int threads) {
    Exact exact(pass, layout, threads);
    for (const char* name : {kStreamOrdinary, kStreamAround}) {
      for (const Contender& each : floor_contenders({exact.timed, exact.arrays})) {
        if (each.name == name) each.sample(1);
      }
      const bool is_gradient = pass == Pass::kBackward;
      float* const out = is_gradient ? exact.arrays.dx() : exact.arrays.y();
      for (std::int64_t i = 0; i < exact.timed.problem.shape.count(); ++i) {
        const float x = exact.arrays.x()[i];
        ASSERT_EQ(out[i],
                  is_gradient ? 1.25F * x + 0.5F * exact.arrays.dy()[i] + 0.25F : 1.25F * x + 0.5F)
            << name << " " << i;
        out[i] = kPoison;
      }
    }
  });
}

TEST(CpuLoops, FlatLoopsHandleEveryLengthAndOffset) {
  const Buffer x(1024, 0), dy(1024, 64), out(1024, 128);
  for (std::int64_t i = 0; i < 1024; ++i) {
    x.data()[i] = static_cast<float>(i % 5);
    dy.data()[i] = static_cast<float>(i % 3);
  }
  for (std::int64_t offset : {0, 1, 7, 16}) {
    for (std::int64_t count = 0; count <= 600; count += count < 300 ? 1 : 37) {
      for (const bool has_two : {false, true}) {
        std::fill_n(out.data(), 1024, kPoison);
        const flat::Span span{x.data() + offset, has_two ? dy.data() + offset : nullptr,
                              out.data() + offset, count};
        float first = 0;
        float product = 0;
        for (std::int64_t i = 0; i < count; ++i) {
          first += has_two ? span.dy[i] : span.x[i];
          if (has_two) product += span.dy[i] * span.x[i];
        }
        for (const auto read : {&flat::read, &flat::read_prefetched}) {
          EXPECT_EQ(read(span).first, first) << count;
          EXPECT_EQ(read(span).product, product) << count;
        }
        for (const auto stream : {&flat::stream, &flat::stream_around}) {
          stream(span, {2, 3, 4});
          for (std::int64_t i = 0; i < count; ++i) {
            ASSERT_EQ(span.out[i],
                      has_two ? 2 * span.x[i] + 3 * span.dy[i] + 4 : 2 * span.x[i] + 3);
          }
          EXPECT_EQ(span.out[count], kPoison) << "beyond the end";
          EXPECT_TRUE(offset == 0 || span.out[-1] == kPoison) << "before the start";
        }
      }
    }
  }
}

TEST(CpuLoops, WhatIsNoOnednnIsNamed) {
  EXPECT_NE(open_onednn("libnone.so.0").missing.find("libnone.so.0"), std::string::npos);
  EXPECT_EQ(open_onednn("libm.so.6").missing, "has not the C interface of oneDNN 2 or 3");
}

}  // namespace
}  // namespace normaudit::bench::cpu
