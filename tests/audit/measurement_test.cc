// One backend run and judged; the backends here are never registered.
#include "audit/measurement.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "verdict/grade.h"

namespace normaudit::audit {
namespace {

Problem problem() { return parse_problem("batch_norm forward_training shape=4,2,3 seed=5"); }

// two_pass, then whatever `spoil` does to its outputs.
Backend spoiled(std::function<void(const Tensors&, Tensors&)> spoil) {
  Backend backend = find_backend("two_pass");
  backend.run = [run = backend.run, spoil](const Problem& asked, const Tensors& inputs,
                                           Tensors& outputs) {
    run(asked, inputs, outputs);
    spoil(inputs, outputs);
  };
  return backend;
}

TEST(Measurement, AGoodBackendPasses) {
  const Measurement measured = measure(find_backend("two_pass"), problem());

  EXPECT_EQ(measured.verdict.status, verdict::Status::kPass) << measured.verdict.reason;
  EXPECT_EQ(measured.verdict.outputs.size(), outputs_of(problem()).size());
  EXPECT_TRUE(measured.grades.empty());
}

TEST(Measurement, OneWrongElementFails) {
  const Backend backend = spoiled([](const Tensors&, Tensors& outputs) {
    outputs.at(Role::kY).set(7, outputs.at(Role::kY).get(7) + 1);
  });

  const Measurement measured = measure(backend, problem());

  EXPECT_EQ(measured.verdict.status, verdict::Status::kFail);
  EXPECT_TRUE(measured.verdict.reason.starts_with("y: ")) << measured.verdict.reason;
}

TEST(Measurement, AChangedInputFailsThoughTheNumbersAreRight) {
  const Backend backend = spoiled(
      [](const Tensors& inputs, Tensors&) { const_cast<Tensor&>(inputs.at(Role::kX)).set(0, 17); });

  const Measurement measured = measure(backend, problem());

  EXPECT_EQ(measured.verdict.status, verdict::Status::kFail);
  EXPECT_NE(measured.findings.find("modified its input x"), std::string::npos);
}

TEST(Measurement, WithoutAContractItIsGraded) {
  Backend backend = find_backend("two_pass");
  backend.contract.reset();
  const Measurement good = measure(backend, problem());
  ASSERT_EQ(good.grades.size(), good.verdict.outputs.size());
  for (const std::string& grade : good.grades) {
    EXPECT_FALSE(verdict::worse(grade, "two_pass")) << grade;
  }

  Backend wrong =
      spoiled([](const Tensors&, Tensors& outputs) { outputs.at(Role::kSaveMean).set(1, 1000); });
  wrong.contract.reset();
  EXPECT_EQ(measure(wrong, problem()).verdict.status, verdict::Status::kFail);
}

TEST(Measurement, UnsupportedCarriesTheReason) {
  Backend picky = find_backend("two_pass");
  picky.supports = [](const Problem&) { return std::string("not today"); };

  const Measurement measured = measure(picky, problem());

  EXPECT_EQ(measured.verdict.status, verdict::Status::kUnsupported);
  EXPECT_EQ(measured.verdict.reason, "not today");
}

TEST(InputsBehind, AreTheElementItselfOrItsChannelsRange) {
  const Problem spelled_out = parse_problem(
      "batch_norm forward_training shape=2,2,2 "
      "x=0x1p+0,0x1p+1,nan,0x1p+3,-0x1p+4,0x1p+5,-0x1p+6,0x1p+7");
  const Measurement measured = measure(find_backend("two_pass"), spelled_out);

  EXPECT_EQ(inputs_behind(measured, Role::kY, 5).least, 32);
  EXPECT_EQ(inputs_behind(measured, Role::kSaveVar, 0).least, -16);
  EXPECT_EQ(inputs_behind(measured, Role::kSaveVar, 0).greatest, 32);
  EXPECT_EQ(inputs_behind(measured, Role::kSaveMean, 1).least, -64);
  EXPECT_EQ(inputs_behind(measured, Role::kSaveMean, 1).greatest, 128);
}

}  // namespace
}  // namespace normaudit::audit
