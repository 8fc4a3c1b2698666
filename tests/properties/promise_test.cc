// Laws ask for what a contract promises and no more: none fails on a backend that keeps a weak
// contract, and those that a stronger one would call for do notice it.
#include "properties/promise.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>

#include "properties/law.h"
#include "properties/oracle_backend.h"
#include "properties/run_law.h"

namespace normaudit::properties {
namespace {

Backend two_pass() { return find_backend("two_pass"); }

Backend without_contract() {
  Backend result = two_pass();
  result.contract.reset();
  return result;
}

// Every other element from the exact answers, each rounded once: within every bound of two_pass,
// yet no two places are computed alike. So may vector lanes and their remainder be.
Backend patchwork() {
  Backend result = two_pass();
  result.contract->position_invariant = false;
  result.contract->exact_on_constant_channels = false;
  result.run = [](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    Tensors exact = outputs;
    oracle_backend().run(problem, inputs, exact);
    two_pass().run(problem, inputs, outputs);
    for (auto& [role, array] : outputs.arrays) {
      for (std::int64_t i = 1; i < array.count(); i += 2) {
        array.set_bits(i, exact.at(role).bits(i));
      }
    }
  };
  return result;
}

// Every other call of a pass answered by the oracle, as by a sum whose order is left to chance.
Backend unsteady() {
  Backend result = two_pass();
  result.contract->deterministic = false;
  result.contract->thread_invariant = false;
  const auto calls = std::make_shared<std::atomic<int>>(0);
  result.run = [calls](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    const bool exact = ++*calls % 3 == 0;
    (exact ? oracle_backend() : find_backend("two_pass")).run(problem, inputs, outputs);
  };
  return result;
}

TEST(Promises, AreNoneWithoutAContract) {
  const Backend backend = without_contract();
  EXPECT_FALSE(promises(backend, &NumericContract::deterministic));
  EXPECT_FALSE(promises_bits_between_calls(backend));
  EXPECT_FALSE(promises_bits_in_any_order(backend));
  EXPECT_FALSE(promises_to_forget(backend));
  EXPECT_FALSE(unless_deterministic(backend).empty());
  EXPECT_FALSE(unless_oracle(backend).empty());
}

TEST(Promises, OfBitsBetweenCallsNeedBothFlags) {
  EXPECT_TRUE(promises_bits_between_calls(two_pass()));
  EXPECT_FALSE(promises_bits_between_calls(patchwork()));
  EXPECT_FALSE(promises_bits_between_calls(unsteady()));
  EXPECT_FALSE(promises_to_forget(unsteady()));
  EXPECT_FALSE(promises_bits_in_any_order(two_pass()));  // its sums have an order
  EXPECT_TRUE(promises_bits_in_any_order(oracle_backend()));
}

struct Weak {
  std::string name;
  Backend (*backend)();
};

class WeakContract : public testing::TestWithParam<Weak> {};

TEST_P(WeakContract, BreaksNoLaw) {
  const Backend backend = GetParam().backend();
  for (const Law* law : Registry<Law>::instance().all()) {
    const LawOutcome outcome = run_law(*law, backend, {.cases = 20, .seed = 3});
    EXPECT_NE(outcome.status, verdict::Status::kFail)
        << law->name << ": " << outcome.reason << " on '" << outcome.counterexample << '\'';
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, WeakContract,
                         testing::Values(Weak{"None", without_contract},
                                         Weak{"Patchwork", patchwork}, Weak{"Unsteady", unsteady}),
                         [](const auto& tested) { return tested.param.name; });

void expect_noticed(const Backend& backend, const std::vector<std::string>& laws) {
  for (const std::string& name : laws) {
    const LawOutcome outcome =
        run_law(find_law(name), backend,
                {.cases = 300, .seed = 3, .shrink_budget = std::chrono::milliseconds(10)});
    EXPECT_EQ(outcome.status, verdict::Status::kFail) << name;
  }
}

TEST(StrongContract, PositionInvarianceIsAskedOfWhoPromisesIt) {
  Backend backend = patchwork();
  backend.contract->position_invariant = true;
  expect_noticed(backend, {"inference_ignores_batch_mates", "inference_monotone",
                           "permutation_of_channels", "permutation_within_group"});
}

TEST(StrongContract, LayoutInvarianceIsAskedOfWhoPromisesIt) {
  Backend backend = find_backend("simt_split");
  backend.contract->layout_invariant = true;
  expect_noticed(backend, {"layout_independence"});
}

TEST(StrongContract, DeterminismIsAskedOfWhoPromisesIt) {
  Backend backend = unsteady();
  backend.contract->deterministic = true;
  expect_noticed(backend,
                 {"every_gradient_subset", "gradients_linear_in_dy", "in_place",
                  "missing_bias_is_zero", "missing_weight_is_one", "power_of_two_scale",
                  "same_call_same_bits", "training_ignores_running_statistics", "weight_sign"});
}

}  // namespace
}  // namespace normaudit::properties
