// The fast path against the slow path: every pass, layout, format and hazard, whatever the threads
// and the instruction set.
#include "reference/fast.h"

#include "core/error.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

std::vector<Layout> layouts_of(const Shape& shape) {
  std::vector<Layout> layouts{{}, {.kind = Layout::Kind::kNhwc, .strides = {}, .offset = 0}};
  // Channels outermost, gaps between rows and an offset.
  std::vector<std::int64_t> strides(shape.extents().size());
  std::int64_t stride = 2;
  for (std::size_t i = strides.size(); i-- > 2;) {
    strides[i] = stride;
    stride = stride * shape.spatial[i - 2] + 3;
  }
  strides[0] = stride;
  strides[1] = stride * std::max<std::int64_t>(shape.batch, 1) + 1;
  layouts.push_back({.kind = Layout::Kind::kStrided, .strides = strides, .offset = 5});
  return layouts;
}

TEST(Fast, EqualsTheOracleOnEveryHazardPassAndFormat) {
  std::uint64_t seed = 1;
  for (const Hazard* hazard : Registry<Hazard>::instance().all()) {
    for (Pass pass : kPasses) {
      for (Dtype dtype : kDtypes) {
        Problem problem = problem_of(pass, dtype, {3, 2, {3, 5}});
        problem.hazard = hazard->name;
        problem.seed = seed++;
        if (seed % 3 == 0) problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat64;
        if (seed % 5 == 0) problem.momentum.reset();
        if (seed % 7 == 0) problem.has_weight = false;
        if (seed % 11 == 0) problem.has_bias = false;
        if (seed % 4 == 0) problem.eps = seed % 8 == 0 ? 0 : 0x1p-20;
        expect_oracle_bits(problem);
        if (testing::Test::HasFailure()) return;
      }
    }
  }
}

TEST(Fast, EqualsTheOracleInEveryLayoutAndRank) {
  std::uint64_t seed = 1000;
  for (const Shape& shape : {Shape{7, 3, {}}, Shape{2, 37, {9}}, Shape{3, 2, {5, 7}},
                             Shape{2, 3, {2, 3, 4}}, Shape{1, 1, {1}}, Shape{0, 2, {3}}}) {
    for (const Layout& layout : layouts_of(shape)) {
      for (Pass pass : kPasses) {
        for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat64, Dtype::kFloat16}) {
          Problem problem = problem_of(pass, dtype, shape);
          problem.layout = layout;
          problem.seed = seed++;
          expect_oracle_bits(problem);
          if (testing::Test::HasFailure()) return;
        }
      }
    }
  }
}

TEST(Fast, EqualsTheOracleWhereBlocksEnd) {
  // Around the lengths of vectors, of chunks of each instruction set and of gathered blocks.
  for (std::int64_t n : {1, 7, 8, 9, 15, 16, 17, 1023, 1025, 2049, 4095, 4096, 4097, 8200}) {
    for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
      Problem problem = problem_of(pass, Dtype::kFloat32, {1, 1, {n}});
      problem.seed = static_cast<std::uint64_t>(n);
      const Tensors inputs = make_inputs(problem);
      for (Isa isa : available_isas()) {
        const FastAnswers answers = solve(problem, inputs, {.threads = 1, .isa = isa});
        expect_oracle_bits(problem, inputs, answers.outputs, n > 100 ? 29 : 1);
      }
    }
  }
}

bool same(const Tensors& a, const Tensors& b) {
  bool equal = a.arrays.size() == b.arrays.size();
  for (const auto& [role, array] : a.arrays) equal = equal && same_bits(array, b.at(role));
  return equal;
}

TEST(Fast, GivesTheSameBitsOnEveryInstructionSetAndThreadCount) {
  for (const Shape& shape : {Shape{3, 1, {60, 120}}, Shape{2, 9, {30, 30}}, Shape{70, 40, {3}}}) {
    for (const Layout& layout : layouts_of(shape)) {
      for (Pass pass : kPasses) {
        for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat64, Dtype::kBfloat16}) {
          Problem problem = problem_of(pass, dtype, shape);
          problem.layout = layout;
          const Tensors inputs = make_inputs(problem);
          const FastAnswers first = solve(problem, inputs, {.threads = 1, .isa = Isa::kBaseline});
          for (Isa isa : available_isas()) {
            for (int threads : {1, 2, 5}) {
              const FastAnswers other = solve(problem, inputs, {.threads = threads, .isa = isa});
              ASSERT_TRUE(same(first.outputs, other.outputs)) << to_string(problem);
            }
          }
        }
      }
    }
  }
}

TEST(Fast, ReadsArraysOfDifferentFormats) {
  for (Pass pass : {Pass::kBackward, Pass::kBackwardInference}) {
    const Problem problem = problem_of(pass, Dtype::kFloat16, {4, 3, {5}});
    Tensors inputs = make_inputs(problem);
    Tensor wide(Dtype::kFloat64, problem.shape, problem.layout);
    for (std::int64_t i = 0; i < wide.count(); ++i) {
      wide.set(i, inputs.at(Role::kDy).get(i) + 0x1p-40);
    }
    inputs.arrays.insert_or_assign(Role::kDy, std::move(wide));
    expect_oracle_bits(problem, inputs, solve(problem, inputs, {}).outputs);
  }
}

TEST(Fast, AnswersOnlyTheGradientsAskedFor) {
  Problem problem = problem_of(Pass::kBackward, Dtype::kFloat32, {4, 3, {5}});
  problem.gradients = {.dx = false, .dweight = true, .dbias = false};
  const Tensors inputs = make_inputs(problem);
  const FastAnswers answers = solve(problem, inputs, {});
  EXPECT_EQ(answers.outputs.arrays.size(), 1U);
  expect_oracle_bits(problem, inputs, answers.outputs);
}

TEST(Fast, AlwaysHasTheBaseline) {
  ASSERT_FALSE(available_isas().empty());
  EXPECT_EQ(available_isas().front(), Isa::kBaseline);
}

TEST(Fast, RejectsAnInvalidProblem) {
  Problem problem = problem_of(Pass::kForwardTraining, Dtype::kFloat32, {4, 3, {5}});
  const Tensors inputs = make_inputs(problem);
  problem.eps = -1;
  EXPECT_THROW(solve(problem, inputs, {}), InputError);
}

}  // namespace
}  // namespace normaudit::reference
