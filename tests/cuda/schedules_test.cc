// No bit depends on the order of threads and blocks, on how many blocks are resident, or on how
// large the machine is; and the executor has nothing to report of any of them.
#include <gtest/gtest.h>

#include "cuda/gpu.h"
#include "tests/cuda/kernels_under_test.h"
#include "tests/support/seed.h"

namespace normaudit::cuda {
namespace {

using simt::Schedule;
using simt::ScopedMachine;
using simt::ScopedSchedule;

class Schedules : public OnBackend {};

/// Several slices of a channel, several blocks in a cluster, several channels to a group of blocks.
const std::vector<std::string>& problems() {
  static const std::vector<std::string> all{
      "batch_norm forward_training shape=2,3,5,7",
      "batch_norm forward_training shape=3,2,4,700 hazard=huge_mean",
      "batch_norm forward_training dtype=bfloat16 shape=2,2,5001",
      "batch_norm forward_training shape=1,2,60000",  // four blocks to a cluster
      "batch_norm forward_training shape=300,21 hazard=conditioned",
      "batch_norm forward_training dtype=float16 shape=2,16,300 layout=nhwc",
      "batch_norm backward shape=2,3,1100",
      "batch_norm backward dtype=float64 statistics=float64 parameters=float64 shape=3,2,2100",
      "batch_norm backward shape=290,12 hazard=huge_mean",
      "batch_norm inference shape=2,3,700",
      "batch_norm inference shape=2,5,300 layout=nhwc",
      "batch_norm backward_inference shape=2,3,700",
  };
  return all;
}

std::vector<Tensors> outputs_of_all(const std::string& backend) {
  std::vector<Tensors> results;
  for (const std::string& text : problems()) {
    const Problem problem = parse_problem(text);
    if (!find_backend(backend).supports(problem).empty()) continue;
    results.push_back(support::run_problem(backend, problem));
  }
  return results;
}

void expect_same(const std::vector<Tensors>& a, const std::vector<Tensors>& b,
                 const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(support::same_outputs(a[i], b[i])) << what << ": " << i;
  }
}

TEST_P(Schedules, LeaveNoTrace) {
  const std::vector<Tensors> usual = outputs_of_all(GetParam());
  ASSERT_GE(usual.size(), 7u);
  for (const unsigned resident : {1u, 2u, 0u}) {
    for (const auto order : {Schedule::Order::kInOrder, Schedule::Order::kReversed}) {
      const ScopedSchedule scoped({.order = order, .resident = resident});
      expect_same(outputs_of_all(GetParam()), usual,
                  order == Schedule::Order::kReversed ? "reversed" : "in order");
    }
  }
  RecordProperty("seed", std::to_string(support::seed()));
  for (std::uint64_t i = 0; i < 20; ++i) {
    const std::uint64_t seed = support::seed() + i;
    const ScopedSchedule scoped({.order = Schedule::Order::kRandom,
                                 .seed = seed,
                                 .resident = static_cast<unsigned>(seed % 3)});
    expect_same(outputs_of_all(GetParam()), usual, "random, seed " + std::to_string(seed));
  }
}

/// How many blocks are resident at once decides how many of them a channel has.
TEST_P(Schedules, MachinesLeaveNoTrace) {
  const std::vector<Tensors> usual = outputs_of_all(GetParam());
  for (const int multiprocessors : {1, 7, 132}) {
    const ScopedMachine scoped({.multiprocessors = multiprocessors});
    expect_same(outputs_of_all(GetParam()), usual,
                std::to_string(multiprocessors) + " multiprocessors");
  }
}

INSTANTIATE_TEST_SUITE_P(Executor, Schedules, testing::ValuesIn(backends_of("simt_")),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::cuda
