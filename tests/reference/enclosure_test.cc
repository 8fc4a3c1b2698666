// A second opinion: every exact answer lies in the interval that MPFI finds by the textbook
// formulas, and where both ends of it round alike, the oracle rounds like them.
#include <cmath>

#include "tests/reference/enclosed.h"
#include "tests/reference/solved.h"
#include "tests/reference/textbook.h"

namespace normaudit::reference {
namespace {

/// How the benign arrays are spoilt.
enum class Spoil : std::uint8_t { kNothing, kScales, kSubnormals, kAnyBits, kOffset };

double spoilt(Spoil spoil, Dtype dtype, Philox& words, double value) {
  const Format format = format_of(dtype);
  switch (spoil) {
    case Spoil::kNothing:
      return value;
    case Spoil::kScales: {
      // 2^+-300 where the format reaches so far, else three quarters of its range.
      const int reach = std::min(300, format.max_exponent * 3 / 4);
      return std::ldexp(
          value, static_cast<int>(uniform_below(words, static_cast<std::uint64_t>(2 * reach + 1))) -
                     reach);
    }
    case Spoil::kSubnormals: {
      const auto last = std::uint64_t{1} << (format.precision - 1);
      const auto position = static_cast<std::int64_t>(uniform_below(words, last));
      return widen(dtype, from_ordinal(dtype, value < 0 ? -position : position));
    }
    case Spoil::kAnyBits: {
      const auto last = static_cast<std::uint64_t>(max_ordinal(dtype));
      const auto position = static_cast<std::int64_t>(uniform_below(words, last));
      return widen(dtype, from_ordinal(dtype, value < 0 ? -position : position));
    }
    case Spoil::kOffset:
      break;
  }
  return value + std::ldexp(1.0, format.precision - 4);
}

Solved spoilt_problem(const Problem& problem, Spoil spoil) {
  Tensors inputs = make_inputs(problem);
  for (auto& [role, array] : inputs.arrays) {
    if (spoil == Spoil::kOffset && role != Role::kX) continue;
    Philox words = stream_of(problem, role, 99);
    for (std::int64_t i = 0; i < array.count(); ++i) {
      const double value = spoilt(spoil, array.dtype(), words, array.get(i));
      array.set(i, role == Role::kRunningVar ? std::fabs(value) : value);
    }
  }
  return {problem, std::move(inputs)};
}

Tally check(const Solved& solved) {
  Tally tally;
  for (const auto& [role, enclosures] : enclose(solved.problem, solved.inputs)) {
    for (std::size_t i = 0; i < enclosures.size(); ++i) {
      SCOPED_TRACE(to_string(solved.problem) + " " + std::string(to_string(role)) + " " +
                   std::to_string(i));
      check_output(solved.oracle, {role, static_cast<std::int64_t>(i)}, enclosures[i], tally);
      if (testing::Test::HasFatalFailure()) return tally;
    }
  }
  return tally;
}

struct Setting {
  Pass pass;
  Dtype dtype;
};

class Enclosure : public testing::TestWithParam<Setting> {
 public:
  static std::vector<Setting> settings() {
    std::vector<Setting> all;
    for (Pass pass :
         {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
      for (Dtype dtype : kDtypes) all.push_back({pass, dtype});
    }
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(All, Enclosure, testing::ValuesIn(Enclosure::settings()),
                         [](const auto& each) {
                           return std::string(to_string(each.param.pass)) + "_" +
                                  std::string(to_string(each.param.dtype));
                         });

TEST_P(Enclosure, ContainsEveryAnswer) {
  const auto [pass, dtype] = GetParam();
  Tally tally;
  std::uint64_t seed = 0;
  for (Spoil spoil :
       {Spoil::kNothing, Spoil::kScales, Spoil::kSubnormals, Spoil::kAnyBits, Spoil::kOffset}) {
    for (double eps : {1e-5, 0.0, 0x1p-1000}) {
      Problem problem;
      problem.pass = pass;
      problem.dtype = dtype;
      problem.parameter_dtype = kDtypes[seed % 4];
      problem.statistic_dtype = kDtypes[seed / 4 % 4];
      problem.shape = seed % 2 == 0 ? Shape{3, 2, {}} : Shape{2, 1, {3}};
      problem.eps = eps;
      if (seed % 3 == 0) problem.momentum.reset();
      problem.num_batches_tracked = static_cast<std::int64_t>(seed % 5);
      problem.has_weight = seed % 4 != 1;
      problem.has_bias = seed % 4 != 2;
      problem.seed = ++seed;
      const Tally one = check(spoilt_problem(problem, spoil));
      ASSERT_FALSE(HasFatalFailure());
      tally.decided += one.decided;
      tally.undecided += one.undecided;
    }
  }
  // Undecided are only answers that are themselves numbers of a format, or ties.
  EXPECT_GT(tally.decided, 2 * tally.undecided);
}

// The textbook of the test itself is checked on numbers known by hand.
TEST(Textbook, EnclosesWhatIsKnown) {
  const Solved solved("batch_norm forward_training shape=2,1 eps=0 x=1,5 weight=3 bias=0.5");
  const Enclosures enclosures = enclose(solved.problem, solved.inputs);
  EXPECT_EQ(mpfr_get_d(enclosures.at(Role::kSaveVar)[0].left(), MPFR_RNDN), 4.0);
  EXPECT_EQ(mpfr_get_d(enclosures.at(Role::kY)[1].left(), MPFR_RNDN), 3.5);
}

}  // namespace
}  // namespace normaudit::reference
