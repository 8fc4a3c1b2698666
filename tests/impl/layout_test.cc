// Neither the layout of the data nor the choice of gradients changes a bit of what a backend
// computes.
#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

constexpr std::array kPasses{"forward_training", "inference", "backward", "backward_inference"};

struct Case {
  const char* shape;
  const char* strides;  // with gaps, permuted, offset
};
constexpr std::array kCases{Case{"5,3", "4,30+1"}, Case{"3,2,5", "2,40,7+3"},
                            Case{"2,3,2,3", "90,29,9,4+5"}, Case{"2,2,3,2,2", "1,90,28,7,3+2"}};

TEST_P(TextbookTest, LayoutDoesNotChangeABit) {
  for (const char* pass : kPasses) {
    for (const Case& each : kCases) {
      const std::string text =
          "batch_norm " + std::string(pass) + " seed=11 shape=" + each.shape + " layout=";
      SCOPED_TRACE(text);
      const Tensors nchw = run(text + "nchw");

      EXPECT_TRUE(support::same_outputs(nchw, run(text + "nhwc")));
      EXPECT_TRUE(support::same_outputs(nchw, run(text + "strided:" + each.strides)));
    }
  }
}

TEST_P(TextbookTest, EveryChoiceOfGradientsEqualsTheFullCall) {
  for (const char* pass : {"backward", "backward_inference"}) {
    for (const char* affine : {"-", "w", "b", "wb"}) {
      const std::string text =
          "batch_norm " + std::string(pass) + " shape=4,3,5 seed=2 affine=" + affine;
      const Tensors full = run(text);
      for (const char* letters : {"x", "w", "b", "xw", "xb", "wb"}) {
        SCOPED_TRACE(text + " gradients=" + letters);
        const Tensors part = run(text + " gradients=" + letters);

        EXPECT_EQ(part.arrays.size(), std::string(letters).size());
        for (const auto& [role, array] : part.arrays) {
          EXPECT_TRUE(same_bits(array, full.at(role))) << to_string(role);
        }
      }
    }
  }
}

TEST_P(TextbookTest, OneChannelAloneGivesTheSameBitsAsAmongOthers) {
  const Problem wide = problem("batch_norm forward_training shape=6,4,3 seed=5");
  const Tensors inputs = make_inputs(wide);
  const Tensors all = support::run_problem(backend(), wide);
  Problem narrow_problem = wide;
  narrow_problem.shape.channels = 1;
  Tensors alone = make_inputs(narrow_problem);
  for (auto& [role, array] : alone.arrays) {
    const std::int64_t places = facts(role).kind == RoleKind::kData ? 3 : 1;
    for (std::int64_t i = 0; i < array.count(); ++i) {
      const std::int64_t n = i / places;
      array.set_bits(i, inputs.at(role).bits((n * 4 + 2) * places + i % places));
    }
  }
  const auto got = run_backend(find_backend(backend()), narrow_problem, alone);

  for (std::int64_t n = 0; n < 6; ++n) {
    for (std::int64_t s = 0; s < 3; ++s) {
      EXPECT_EQ(got.outputs.at(Role::kY).bits(n * 3 + s),
                all.at(Role::kY).bits((n * 4 + 2) * 3 + s));
    }
  }
  EXPECT_EQ(got.outputs.at(Role::kRunningVar).bits(0), all.at(Role::kRunningVar).bits(2));
}

TEST_P(TextbookTest, InPlaceGivesTheSameBits) {
  ASSERT_TRUE(find_backend(backend()).contract->in_place_safe);
  for (const char* pass : kPasses) {
    for (const char* layout : {"nchw", "nhwc"}) {
      const Problem each =
          problem("batch_norm " + std::string(pass) + " shape=5,3,4 seed=9 layout=" + layout);
      const Tensors inputs = make_inputs(each);
      const auto apart = run_backend(find_backend(backend()), each, inputs);
      const auto in_place = run_in_place(find_backend(backend()), each, inputs);
      EXPECT_TRUE(support::same_outputs(apart.outputs, in_place.outputs)) << pass;
    }
  }
}

TEST_P(TextbookTest, EveryInputKeepsItsBitsAndNoGuardIsTouched) {
  // run_text reports findings itself; this asks for every pass in the layout with gaps.
  for (const char* pass : kPasses) {
    const Problem each = problem("batch_norm " + std::string(pass) +
                                 " shape=2,3,2,3 layout=strided:90,29,9,4+5 seed=8");
    const auto got = run_backend(find_backend(backend()), each, make_inputs(each));
    EXPECT_EQ(got.findings, std::vector<std::string>{}) << pass;
    for (const auto& [role, array] : got.outputs.arrays) {
      for (std::int64_t i = 0; i < array.count(); ++i) {
        EXPECT_FALSE(is_nan(array.dtype(), array.bits(i))) << to_string(role) << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace normaudit
