// run_backend reports every rule that a misbehaving backend breaks.
#include "core/run.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <limits>

#include "core/hazard.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace normaudit {
namespace {

using Findings = std::vector<std::string>;
using Body = std::function<void(const Problem&, const Tensors&, Tensors&)>;

const std::string kForward = "batch_norm forward_training shape=2,3";
const std::string kBackward = "batch_norm backward shape=2,3";

Run run_made_up(Body body, const std::string& text) {
  const Backend backend{.name = "made_up",
                        .sentence = "",
                        .source = "",
                        .contract = std::nullopt,
                        .supports = [](const Problem&) { return std::string(); },
                        .run = std::move(body)};
  const Problem problem = parse_problem(text);
  return run_backend(backend, problem, make_inputs(problem));
}

// What only a backend that breaks the rules would do.
Tensor& writable(const Tensors& inputs, Role role) { return const_cast<Tensor&>(inputs.at(role)); }
void scribble(std::byte* byte) { *byte ^= std::byte{1}; }

TEST(RunTest, AWellBehavedBackendHasNoFindings) {
  const auto result = run_made_up([](const Problem&, const Tensors&, Tensors&) {}, kForward);
  EXPECT_EQ(result.unsupported, "");
  EXPECT_EQ(result.findings, Findings{});
}

TEST(RunTest, OutputsStartAsNanButRunningStatisticsAndTheirCountAsTheyWere) {
  const Problem problem = parse_problem(kForward + " num_batches_tracked=4");
  const auto result =
      run_made_up([](const Problem&, const Tensors&, Tensors&) {}, to_string(problem));

  EXPECT_TRUE(is_nan(Dtype::kFloat32, result.outputs.at(Role::kY).bits(5)));
  EXPECT_TRUE(is_nan(Dtype::kFloat32, result.outputs.at(Role::kSaveMean).bits(0)));
  const Tensors inputs = make_inputs(problem);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    EXPECT_TRUE(same_bits(result.outputs.at(role), inputs.at(role)));
  }
  EXPECT_EQ(result.outputs.num_batches_tracked, 4);
}

TEST(RunTest, AnUnsupportedProblemIsNotRun) {
  bool ran = false;
  const Backend backend{.name = "made_up",
                        .sentence = "",
                        .source = "",
                        .contract = std::nullopt,
                        .supports = [](const Problem&) { return std::string("mood"); },
                        .run = [&](const Problem&, const Tensors&, Tensors&) { ran = true; }};
  const Problem problem = parse_problem(kForward);
  const auto result = run_backend(backend, problem, make_inputs(problem));

  EXPECT_EQ(result.unsupported, "mood");
  EXPECT_FALSE(ran);
  EXPECT_TRUE(result.outputs.arrays.empty());
}

TEST(RunTest, WritesAroundAnOutputAreFound) {
  const auto past_the_end = [](const Problem&, const Tensors&, Tensors& outputs) {
    outputs.at(Role::kY).view<float>().data[6] = 1;
  };
  const auto before_the_start = [](const Problem&, const Tensors&, Tensors& outputs) {
    outputs.at(Role::kSaveVar).view<float>().data[-1] = 1;
  };
  const auto into_a_gap = [](const Problem&, const Tensors&, Tensors& outputs) {
    outputs.at(Role::kY).view<float>().data[1] = 1;
  };

  EXPECT_EQ(run_made_up(past_the_end, kForward).findings, Findings{"wrote outside its output y"});
  EXPECT_EQ(run_made_up(before_the_start, kForward).findings,
            Findings{"wrote outside its output save_var"});
  EXPECT_EQ(run_made_up(into_a_gap, kForward + " layout=strided:6,2+0").findings,
            Findings{"wrote outside its output y"});
}

TEST(RunTest, ChangedInputsAreFoundAndTheCallersStayAsTheyWere) {
  const auto changes_x = [](const Problem&, const Tensors& inputs, Tensors&) {
    scribble(writable(inputs, Role::kX).elements());
  };
  const auto writes_around_x = [](const Problem&, const Tensors& inputs, Tensors&) {
    scribble(writable(inputs, Role::kX).elements() - 1);
  };
  const auto updates_running_input = [](const Problem&, const Tensors& inputs, Tensors&) {
    scribble(writable(inputs, Role::kRunningMean).elements());
  };

  EXPECT_EQ(run_made_up(changes_x, kForward).findings, Findings{"modified its input x"});
  EXPECT_EQ(run_made_up(writes_around_x, kForward).findings, Findings{"wrote around its input x"});
  EXPECT_EQ(run_made_up(updates_running_input, kForward).findings,
            Findings{"modified its input running_mean"});

  const Backend backend{.name = "made_up",
                        .sentence = "",
                        .source = "",
                        .contract = std::nullopt,
                        .supports = [](const Problem&) { return std::string(); },
                        .run = changes_x};
  for (const std::string& text : {kForward, kBackward}) {
    const Problem problem = parse_problem(text);
    const Tensors inputs = make_inputs(problem);
    run_backend(backend, problem, inputs);
    EXPECT_TRUE(same_bits(inputs.at(Role::kX), make_inputs(problem).at(Role::kX))) << text;
  }
}

TEST(RunTest, AChangedRoundingModeIsFoundAndPutBack) {
  const auto rounds_up = [](const Problem&, const Tensors&, Tensors&) {
    std::fesetround(FE_UPWARD);
  };

  EXPECT_EQ(run_made_up(rounds_up, kForward).findings,
            Findings{"changed the floating-point environment"});
  EXPECT_EQ(std::fegetround(), FE_TONEAREST);
}

TEST(RunTest, RaisedExceptionFlagsAreNoFinding) {
  const auto divides_by_zero = [](const Problem&, const Tensors&, Tensors&) {
    std::feraiseexcept(FE_DIVBYZERO | FE_INEXACT | FE_INVALID);
  };
  EXPECT_EQ(run_made_up(divides_by_zero, kForward).findings, Findings{});
}

#if defined(__SSE2__)
TEST(RunTest, FlushToZeroAndDenormalsAreZeroAreFoundAndPutBack) {
  const unsigned before = _mm_getcsr() & 0xFFC0U;
  for (unsigned bit : {0x8000U, 0x0040U}) {
    const auto sets_bit = [=](const Problem&, const Tensors&, Tensors&) {
      _mm_setcsr(_mm_getcsr() | bit);
    };
    EXPECT_EQ(run_made_up(sets_bit, kForward).findings,
              Findings{"changed the floating-point environment"});
    EXPECT_EQ(_mm_getcsr() & 0xFFC0U, before);
  }
}
#endif

TEST(RunTest, BackwardIsHandedItsOwnForwardsStatistics) {
  std::vector<Pass> passes;
  const auto body = [&](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    passes.push_back(problem.pass);
    if (problem.pass == Pass::kForwardTraining) {
      EXPECT_FALSE(outputs.has(Role::kRunningMean));
      EXPECT_FALSE(inputs.has(Role::kSaveMean));
      outputs.at(Role::kSaveMean).fill(11);
      outputs.at(Role::kSaveInvstd).fill(13);
    } else {
      EXPECT_EQ(inputs.at(Role::kSaveMean).get(2), 11);
      EXPECT_EQ(inputs.at(Role::kSaveInvstd).get(2), 13);
    }
  };
  const auto result = run_made_up(body, kBackward);

  EXPECT_EQ(passes, (std::vector{Pass::kForwardTraining, Pass::kBackward}));
  EXPECT_EQ(result.findings, Findings{});
  EXPECT_EQ(result.outputs.arrays.size(), 3U);
  EXPECT_EQ(result.outputs.num_batches_tracked, 0);
}

TEST(RunTest, FindingsOfTheForwardBeforeABackwardCount) {
  const auto body = [](const Problem& problem, const Tensors&, Tensors& outputs) {
    if (problem.pass == Pass::kForwardTraining) outputs.at(Role::kY).view<float>().data[-1] = 1;
  };
  EXPECT_EQ(run_made_up(body, kBackward).findings, Findings{"wrote outside its output y"});
}

TEST(RunTest, BackwardOnRunningStatisticsNeedsNoForward) {
  int calls = 0;
  const auto body = [&](const Problem&, const Tensors& inputs, Tensors&) {
    ++calls;
    EXPECT_FALSE(inputs.has(Role::kSaveMean));
    EXPECT_TRUE(inputs.has(Role::kRunningVar));
  };
  run_made_up(body, "batch_norm backward_inference shape=2,3");
  EXPECT_EQ(calls, 1);
}

Backend made_up(Body body) {
  return {.name = "made_up",
          .sentence = "",
          .source = "",
          .contract = std::nullopt,
          .supports = [](const Problem&) { return std::string(); },
          .run = std::move(body)};
}

// y = 2x or dx = 2dy, one element after another: nothing is read again once it is written.
void doubles(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const bool backward = is_backward(problem.pass);
  const Tensor& from = inputs.at(backward ? Role::kDy : Role::kX);
  Tensor& to = outputs.at(backward ? Role::kDx : Role::kY);
  for (std::int64_t i = 0; i < from.count(); ++i) to.set(i, 2 * from.get(i));
}

TEST(RunTest, InPlaceTheOutputLiesOnItsInput) {
  for (const std::string& text : {kForward, kBackward + " layout=strided:8,2+1"}) {
    const Problem problem = parse_problem(text);
    const Role output = is_backward(problem.pass) ? Role::kDx : Role::kY;
    const Role input = is_backward(problem.pass) ? Role::kDy : Role::kX;
    const Tensors inputs = make_inputs(problem);
    bool shared = false;
    const Backend backend = made_up([&](const Problem& asked, const Tensors& in, Tensors& out) {
      if (asked.pass == problem.pass) {
        shared = out.at(output).elements() == in.at(input).elements();
        EXPECT_TRUE(same_bits(in.at(input), inputs.at(input)));
      }
      doubles(asked, in, out);
    });
    const auto result = run_in_place(backend, problem, inputs);

    EXPECT_TRUE(shared) << text;
    EXPECT_EQ(result.findings, Findings{}) << text;
    EXPECT_TRUE(same_bits(result.outputs.at(output),
                          run_backend(backend, problem, inputs).outputs.at(output)));
    EXPECT_TRUE(same_bits(inputs.at(input), make_inputs(problem).at(input))) << text;
  }
}

TEST(RunTest, InPlaceTheOtherInputsAreWatchedAndTheGuardsToo) {
  const auto changes_weight = [](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    doubles(problem, inputs, outputs);
    scribble(writable(inputs, Role::kWeight).elements());
    outputs.at(Role::kY).view<float>().data[-1] = 1;
  };
  const Problem problem = parse_problem(kForward);
  const auto result = run_in_place(made_up(changes_weight), problem, make_inputs(problem));

  EXPECT_EQ(result.findings, (Findings{"wrote around its input x", "modified its input weight",
                                       "wrote outside its output y"}));
}

TEST(RunTest, WithoutDxABackwardPassHasNothingToDoInPlace) {
  const Problem problem = parse_problem(kBackward + " gradients=wb");
  const auto writes_dy = [](const Problem& asked, const Tensors& inputs, Tensors&) {
    if (is_backward(asked.pass)) scribble(writable(inputs, Role::kDy).elements());
  };
  EXPECT_EQ(run_in_place(made_up(writes_dy), problem, make_inputs(problem)).findings,
            Findings{"modified its input dy"});
}

TEST(RunTest, ForwardOfABackwardProblemIsValid) {
  const Problem forward =
      forward_of(parse_problem("batch_norm backward shape=2,1 x=1,2 dy=3,4 weight=5 gradients=w"));
  EXPECT_NO_THROW(validate(forward));
  EXPECT_EQ(forward.values.size(), 2U);
  EXPECT_EQ(outputs_of(forward),
            (std::vector{Role::kY, Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}));
}

}  // namespace
}  // namespace normaudit
