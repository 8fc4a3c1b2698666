// The same numbers give the same bits by every schedule and from every place: split, cluster and
// group; dense, with gaps and misaligned; planes alike, columns alike; and on a device the bits of
// the executor.
#include <gtest/gtest.h>

#include "cuda/host/geometry.h"
#include "tests/cuda/kernels_under_test.h"

namespace normaudit::cuda {
namespace {

const char* const kPassesOfStatistics[] = {"forward_training", "backward"};

std::vector<std::string> problems_of(const std::string& layout, const std::string& shape) {
  std::vector<std::string> result;
  for (const char* pass : {"forward_training", "inference", "backward", "backward_inference"}) {
    for (const char* formats : {"", " dtype=float16", " dtype=bfloat16 parameters=bfloat16",
                                " dtype=float64 parameters=float64 statistics=float64"}) {
      result.push_back("batch_norm " + std::string(pass) + formats + " " + shape + layout +
                       " hazard=huge_mean");
    }
  }
  return result;
}

/// Every schedule that takes it, against the first.
void expect_one_answer(const std::string& target, const std::string& problem, int schedules) {
  const Problem parsed = parse_problem(problem);
  std::vector<Tensors> answers;
  for (const char* schedule : {"split", "group", "cluster"}) {
    const std::string name = target + schedule;
    if (!find_backend(name).supports(parsed).empty()) continue;
    // N x C is columns to the others, and to a cluster planes of one number.
    const Geometry lie = geometry_of(IndexMap(parsed.shape, parsed.layout));
    if (lie.kind == Geometry::Kind::kColumns && name.ends_with("cluster")) continue;
    answers.push_back(support::run_problem(name, parsed));
    EXPECT_TRUE(support::same_outputs(answers.back(), answers.front())) << name << ": " << problem;
  }
  EXPECT_GE(answers.size(), static_cast<std::size_t>(schedules)) << problem;
}

class SameBits : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string name = GetParam() + "split";
    const std::string reason =
        find_backend(name).supports(parse_problem("batch_norm inference shape=2,1,3"));
    if (!reason.empty()) support::skip_or_fail(name, reason);
  }
};

TEST_P(SameBits, ByEverySchedule) {
  for (const char* shape : {"shape=2,3,5,7", "shape=3,2,1100", "shape=2,2,9000", "shape=1,3,1"}) {
    for (const std::string& problem : problems_of("", shape)) {
      expect_one_answer(GetParam(), problem, 2);
    }
  }
  for (const char* shape : {"shape=600,5", "shape=70,8", "shape=9000,2", "shape=40,6,7,7"}) {
    for (const std::string& problem : problems_of(" layout=nhwc", shape)) {
      expect_one_answer(GetParam(), problem, 2);
    }
  }
}

/// The text's numbers are drawn in logical order, whatever the layout.
TEST_P(SameBits, WhereverThePlanesLie) {
  for (const char* schedule : {"split", "group", "cluster"}) {
    const std::string name = GetParam() + schedule;
    for (const std::string& dense : problems_of("", "shape=3,4,8,40")) {
      if (!find_backend(name).supports(parse_problem(dense)).empty()) continue;
      const Tensors expected = support::run_text(name, dense);
      for (const char* strides : {"1280,320,40,1+1", "1280,320,40,1+7", "1283,320,40,1+0",
                                  "1296,324,40,1+4", "320,960,40,1+3"}) {
        const std::string moved = dense + " layout=strided:" + strides;
        EXPECT_TRUE(support::same_outputs(support::run_text(name, moved), expected))
            << name << ": " << moved;
      }
    }
  }
}

TEST_P(SameBits, WhereverTheColumnsLie) {
  for (const char* schedule : {"split", "group"}) {
    const std::string name = GetParam() + schedule;
    for (const std::string& dense : problems_of("", "shape=3,8,4,40")) {
      const Tensors expected = support::run_text(name, dense + " layout=nhwc");
      for (const char* strides : {"1280,1,320,8+1", "1288,1,320,8+8", "1440,1,360,9+0"}) {
        const std::string moved = dense + " layout=strided:" + strides;
        EXPECT_TRUE(support::same_outputs(support::run_text(name, moved), expected))
            << name << ": " << moved;
      }
    }
  }
}

/// Of its channel alone: other channels, and how many there are, change nothing. A channel of 65
/// numbers, first alone and then among others.
TEST_P(SameBits, WhateverTheOtherChannels) {
  for (const char* schedule : {"split", "group"}) {
    for (const char* layout : {"nchw", "nhwc"}) {
      for (const char* pass : kPassesOfStatistics) {
        const std::string name = GetParam() + schedule;
        const Problem many =
            parse_problem("batch_norm " + std::string(pass) + " shape=5,37,13 layout=" + layout);
        const Tensors inputs = make_inputs(many);
        const auto together = run_backend(find_backend(name), many, inputs);
        Problem one = many;
        one.shape.channels = 1;
        // One channel in the middle of a wide tensor: its numbers keep the distance they had.
        one.layout = parse_layout(many.layout.kind == Layout::Kind::kNchw ? "strided:481,481,1+0"
                                                                          : "strided:481,1,37+0");
        Tensors own;
        for (const Role role : inputs_of(one)) {
          Tensor array = make_array(one, role);
          for (std::int64_t i = 0; i < array.count(); ++i) {
            const bool data = facts(role).kind == RoleKind::kData;
            const std::int64_t from = data ? (i / 13 * 37 + 20) * 13 + i % 13 : 20;
            array.set_bits(i, inputs.at(role).bits(from));
          }
          own.arrays.emplace(role, std::move(array));
        }
        const auto alone = run_backend(find_backend(name), one, own);
        const Role output = is_backward(many.pass) ? Role::kDx : Role::kY;
        for (std::int64_t i = 0; i < alone.outputs.at(output).count(); ++i) {
          ASSERT_EQ(alone.outputs.at(output).bits(i),
                    together.outputs.at(output).bits((i / 13 * 37 + 20) * 13 + i % 13))
              << name << ": " << to_string(many) << ": " << i;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, SameBits, testing::Values("simt_", "cuda_"),
                         [](const auto& tested) { return tested.param.substr(0, 4); });

}  // namespace
}  // namespace normaudit::cuda
