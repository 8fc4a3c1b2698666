// Storage formats: a backend computes in float32, or in float64 where any array is, what it
// computes on the widened inputs, and rounds each number of an output once to its array's format.
#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

struct Formats {
  Dtype data;
  Dtype parameters;
  Dtype statistics;
};
constexpr std::array kMixtures{
    Formats{Dtype::kFloat16, Dtype::kFloat16, Dtype::kFloat16},
    Formats{Dtype::kBfloat16, Dtype::kBfloat16, Dtype::kBfloat16},
    Formats{Dtype::kFloat16, Dtype::kFloat32, Dtype::kFloat32},
    Formats{Dtype::kBfloat16, Dtype::kFloat16, Dtype::kFloat32},
    Formats{Dtype::kFloat32, Dtype::kBfloat16, Dtype::kFloat16},
    Formats{Dtype::kFloat32, Dtype::kFloat32, Dtype::kFloat64},
    Formats{Dtype::kFloat16, Dtype::kFloat64, Dtype::kBfloat16},
    Formats{Dtype::kFloat64, Dtype::kFloat32, Dtype::kFloat16},
};
constexpr std::array kPasses{"forward_training", "inference", "backward", "backward_inference"};

bool any_float64(const Formats& f) {
  return f.data == Dtype::kFloat64 || f.parameters == Dtype::kFloat64 ||
         f.statistics == Dtype::kFloat64;
}

// The same numbers in the one format of `wide`, which holds them all.
Tensors widened(const Problem& wide, const Tensors& arrays) {
  Tensors result;
  result.num_batches_tracked = arrays.num_batches_tracked;
  for (const auto& [role, array] : arrays.arrays) {
    Tensor copy = make_array(wide, role);
    for (std::int64_t i = 0; i < array.count(); ++i) copy.set(i, array.get(i));
    result.arrays.emplace(role, std::move(copy));
  }
  return result;
}

Tensors run_on(const Backend& backend, const Problem& problem, const Tensors& inputs) {
  Tensors outputs;
  for (Role role : outputs_of(problem)) {
    const Tensor* old = inputs.find(role);
    outputs.arrays.emplace(role, old != nullptr ? *old : make_array(problem, role));
  }
  backend.run(problem, inputs, outputs);
  return outputs;
}

class FormatTest : public testing::TestWithParam<std::string> {
 protected:
  const Backend& backend() const { return find_backend(GetParam()); }
};

void expect_rounded_once(const Tensors& stored, const Tensors& wide) {
  ASSERT_EQ(stored.arrays.size(), wide.arrays.size());
  for (const auto& [role, array] : stored.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) {
      ASSERT_EQ(array.bits(i), narrow(array.dtype(), wide.at(role).get(i)))
          << to_string(role) << " " << i;
    }
  }
}

TEST_P(FormatTest, EveryOutputIsTheWideOneRoundedOnce) {
  for (const Formats& formats : kMixtures) {
    for (const char* pass : kPasses) {
      Problem p = parse_problem("batch_norm " + std::string(pass) +
                                " shape=4,6,5 layout=nhwc seed=31 momentum=0.3 eps=0.001");
      p.dtype = formats.data;
      p.parameter_dtype = formats.parameters;
      p.statistic_dtype = formats.statistics;
      SCOPED_TRACE(to_string(p));
      Tensors inputs = make_inputs(p);
      if (p.pass == Pass::kBackward) {
        const Tensors forward = run_on(backend(), forward_of(p), inputs);
        for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) {
          inputs.arrays.emplace(role, forward.at(role));
        }
      }
      Problem wide = p;
      wide.dtype = wide.parameter_dtype = wide.statistic_dtype =
          any_float64(formats) ? Dtype::kFloat64 : Dtype::kFloat32;

      expect_rounded_once(run_on(backend(), p, inputs),
                          run_on(backend(), wide, widened(wide, inputs)));
    }
  }
}

TEST_P(FormatTest, LayoutDoesNotChangeABitOfAHalf) {
  for (const char* pass : kPasses) {
    const std::string text = "batch_norm " + std::string(pass) +
                             " dtype=bfloat16 parameters=float16 shape=2,3,2,3 seed=7 layout=";
    const Tensors nchw = support::run_text(GetParam(), text + "nchw");

    EXPECT_TRUE(support::same_outputs(nchw, support::run_text(GetParam(), text + "nhwc")));
    EXPECT_TRUE(
        support::same_outputs(nchw, support::run_text(GetParam(), text + "strided:90,29,9,4+5")));
  }
}

TEST_P(FormatTest, InPlaceGivesTheSameBits) {
  for (const char* pass : kPasses) {
    const Problem each =
        parse_problem("batch_norm " + std::string(pass) + " dtype=float16 shape=5,3,4 seed=9");
    const Tensors inputs = make_inputs(each);
    EXPECT_TRUE(support::same_outputs(run_backend(backend(), each, inputs).outputs,
                                      run_in_place(backend(), each, inputs).outputs))
        << pass;
  }
}

TEST_P(FormatTest, SumsOfHalvesDoNotOverflowTheirFormat) {
  // 65504 is the largest float16: the sum of three and the squares are beyond it, the mean is not.
  const Tensors got =
      support::run_text(GetParam(),
                        "batch_norm forward_training dtype=float16 parameters=float16 shape=4,1"
                        " statistics=float16 x=65504,65504,65504,65504 bias=0.5");

  EXPECT_EQ(got.at(Role::kSaveMean).get(0), 65504);
  EXPECT_EQ(got.at(Role::kSaveVar).get(0), 0);
}

INSTANTIATE_TEST_SUITE_P(All, FormatTest, testing::ValuesIn(all_backends()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace normaudit
