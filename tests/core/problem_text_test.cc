// The problem text: parsing and printing are inverse, on thousands of drawn problems.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

#include "core/hazard.h"
#include "core/problem.h"
#include "core/random.h"

namespace normaudit {
namespace {

// So that `groups` and every kind of role count occur.
const bool kRegistered =
    register_entry(Operator{.name = "made_up_group_norm",
                            .sentence = "Made up for a test.",
                            .pools_samples = false,
                            .channel_span = Operator::ChannelSpan::kSubset,
                            .centred = true,
                            .affine_index = Operator::AffineIndex::kElement,
                            .keeps_running_statistics = false}) &&
    register_entry(Hazard{.name = "made_up_hazard", .sentence = "Made up for a test.", .fill = {}});

// Draws problems that are valid by construction.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : words_({seed, 77}) {}

  Problem problem() {
    Problem p;
    const bool grouped = coin();
    if (grouped) p.operator_name = "made_up_group_norm";
    p.dtype = kDtypes[below(4)];
    p.parameter_dtype = kDtypes[below(4)];
    p.statistic_dtype = kDtypes[below(4)];
    std::vector<std::int64_t> extents{static_cast<std::int64_t>(below(4)),
                                      static_cast<std::int64_t>(1 + below(4))};
    for (std::uint64_t i = below(4); i > 0; --i) {
      extents.push_back(static_cast<std::int64_t>(below(4)));
    }
    p.shape = Shape::from_extents(extents);
    p.layout = layout(extents);
    if (grouped && extents[1] % 2 == 0) p.groups = 2;
    p.track_running_stats = coin();
    p.pass = grouped || !p.track_running_stats ? (coin() ? Pass::kForwardTraining : Pass::kBackward)
                                               : static_cast<Pass>(below(4));
    p.eps = coin() ? 1e-5 : std::fabs(finite());
    p.momentum = coin() ? std::optional(0.1) : std::nullopt;
    if (coin()) p.momentum = uniform_unit(words_);
    p.num_batches_tracked = static_cast<std::int64_t>(coin() ? 0 : words_.next() >> 2);
    p.has_weight = coin();
    p.has_bias = coin();
    while (is_backward(p.pass) && (coin() || p.gradients == Gradients{false, false, false})) {
      p.gradients = {.dx = coin(), .dweight = coin(), .dbias = coin()};
    }
    if (coin()) p.hazard = "made_up_hazard";
    if (coin()) p.seed = words_.next();
    for (Role role : inputs_of(p)) {
      const std::int64_t count = count_of_role(p, role);
      if (coin() || count == 0 || count > 16) continue;
      for (std::int64_t i = 0; i < count; ++i) p.values[role].push_back(value(p, role));
    }
    return p;
  }

  /// The words of a problem text with its fields, operator and pass apart, in a drawn order.
  std::string shuffled(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> fields;
    for (std::string word; stream >> word;) fields.push_back(word);
    for (std::size_t i = fields.size() - 1; i > 2; --i) {
      std::swap(fields[i], fields[2 + below(i - 1)]);
    }
    std::string result = fields[0];
    for (std::size_t i = 1; i < fields.size(); ++i) result += " " + fields[i];
    return result;
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return uniform_below(words_, bound); }
  bool coin() { return below(2) == 1; }

  double finite() {
    double drawn = std::bit_cast<double>(words_.next());
    while (!std::isfinite(drawn)) drawn = std::bit_cast<double>(words_.next());
    return drawn;
  }

  // Any number of the role's format, NaN (canonical), infinities and -0 included.
  double value(const Problem& p, Role role) {
    const Dtype dtype = dtype_of_role(p, role);
    if (below(8) == 0) return below(2) == 0 ? -0.0 : -std::numeric_limits<double>::infinity();
    return widen(dtype, narrow(dtype, std::bit_cast<double>(words_.next())));
  }

  Layout layout(const std::vector<std::int64_t>& extents) {
    Layout drawn{.kind = static_cast<Layout::Kind>(below(3)), .strides = {}, .offset = 0};
    if (drawn.kind != Layout::Kind::kStrided) return drawn;
    std::vector<std::size_t> order(extents.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[below(i + 1)]);
    drawn.strides.resize(extents.size());
    std::int64_t step = static_cast<std::int64_t>(1 + below(3));
    for (std::size_t dimension : order) {
      drawn.strides[dimension] = step;
      step = step * std::max<std::int64_t>(extents[dimension], 1) +
             static_cast<std::int64_t>(below(3));
    }
    drawn.offset = static_cast<std::int64_t>(below(9));
    return drawn;
  }

  Philox words_;
};

std::vector<Bits> bits_of(const std::vector<double>& values) {
  std::vector<Bits> bits;
  for (double each : values) bits.push_back(narrow(Dtype::kFloat64, each));
  return bits;
}

// Field by field: comparing texts could not see a field that is neither printed nor read.
void expect_same_fields(const Problem& a, const Problem& b) {
  EXPECT_EQ(a.operator_name, b.operator_name);
  EXPECT_EQ(a.pass, b.pass);
  EXPECT_EQ(a.dtype, b.dtype);
  EXPECT_EQ(a.parameter_dtype, b.parameter_dtype);
  EXPECT_EQ(a.statistic_dtype, b.statistic_dtype);
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.layout, b.layout);
  EXPECT_EQ(a.groups, b.groups);
  EXPECT_EQ(std::bit_cast<Bits>(a.eps), std::bit_cast<Bits>(b.eps));
  EXPECT_EQ(a.momentum, b.momentum);
  EXPECT_EQ(a.num_batches_tracked, b.num_batches_tracked);
  EXPECT_EQ(a.has_weight, b.has_weight);
  EXPECT_EQ(a.has_bias, b.has_bias);
  EXPECT_EQ(a.track_running_stats, b.track_running_stats);
  EXPECT_EQ(a.gradients, b.gradients);
  EXPECT_EQ(a.hazard, b.hazard);
  EXPECT_EQ(a.seed, b.seed);
  ASSERT_EQ(a.values.size(), b.values.size());
  for (const auto& [role, values] : a.values) {
    ASSERT_TRUE(b.values.contains(role));
    EXPECT_EQ(bits_of(values), bits_of(b.values.at(role))) << to_string(role);
  }
}

TEST(ProblemTextTest, ParsingInvertsPrintingForDrawnProblems) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    const Problem drawn = Draw(seed).problem();
    const std::string text = to_string(drawn);
    SCOPED_TRACE(text);

    const Problem parsed = parse_problem(text);
    expect_same_fields(parsed, drawn);
    ASSERT_EQ(to_string(parsed), text);
    ASSERT_TRUE(parsed == drawn);
    if (HasFailure()) return;
  }
}

TEST(ProblemTextTest, FieldsComeInAnyOrder) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Draw draw(seed);
    const std::string text = to_string(draw.problem());
    const std::string shuffled = draw.shuffled(text);
    ASSERT_EQ(to_string(parse_problem(shuffled)), text) << shuffled;
  }
}

TEST(ProblemTextTest, DefaultsAreLeftOutAndFieldsStandInOneOrder) {
  EXPECT_EQ(to_string(parse_problem("batch_norm forward_training seed=0 eps=1e-5 shape=8,4,7,7"
                                    " momentum=0.1 affine=bw layout=nchw hazard=benign")),
            "batch_norm forward_training shape=8,4,7,7");
  EXPECT_EQ(to_string(parse_problem(
                "batch_norm backward x=1,-0x1p-3 dy=nan,2 seed=7 gradients=bx affine=- eps=0.001"
                " layout=strided:1,9+2 shape=2,1 statistics=float64 parameters=bfloat16"
                " dtype=float16")),
            "batch_norm backward dtype=float16 parameters=bfloat16 statistics=float64 shape=2,1"
            " layout=strided:1,9+2 eps=0.001 affine=- gradients=xb seed=7 x=0x1p+0,-0x1p-3"
            " dy=nan,0x1p+1");
}

TEST(ProblemTextTest, ZeroHasOneText) {
  const std::string text = "batch_norm forward_training shape=2,2 eps=0 momentum=0";
  EXPECT_EQ(
      to_string(parse_problem("batch_norm forward_training shape=2,2 eps=-0 momentum=-0x0p+0")),
      text);
  Problem problem = parse_problem(text);
  problem.eps = -0.0;
  problem.momentum = -0.0;
  EXPECT_EQ(to_string(problem), text);
  EXPECT_FALSE(std::signbit(parse_problem(to_string(problem)).eps));
}

TEST(ProblemTextTest, RolesOfEachPass) {
  const auto names = [](const std::vector<Role>& roles) {
    std::string text;
    for (Role role : roles) text += (text.empty() ? "" : " ") + std::string(to_string(role));
    return text;
  };
  const auto reads = [&](const char* text) { return names(inputs_of(parse_problem(text))); };
  const auto writes = [&](const char* text) { return names(outputs_of(parse_problem(text))); };

  EXPECT_EQ(reads("batch_norm forward_training shape=2,2"),
            "x weight bias running_mean running_var");
  EXPECT_EQ(writes("batch_norm forward_training shape=2,2"),
            "running_mean running_var y save_mean save_var save_invstd");
  EXPECT_EQ(reads("batch_norm forward_training shape=2,2 track_running_stats=0 affine=b"),
            "x bias");
  EXPECT_EQ(writes("batch_norm forward_training shape=2,2 track_running_stats=0"),
            "y save_mean save_var save_invstd");
  EXPECT_EQ(reads("batch_norm inference shape=2,2 affine=w"), "x weight running_mean running_var");
  EXPECT_EQ(writes("batch_norm inference shape=2,2"), "y");
  EXPECT_EQ(reads("batch_norm backward shape=2,2"), "x weight dy");
  EXPECT_EQ(writes("batch_norm backward shape=2,2"), "dx dweight dbias");
  EXPECT_EQ(reads("batch_norm backward_inference shape=2,2"),
            "x weight running_mean running_var dy");
  EXPECT_EQ(writes("batch_norm backward_inference shape=2,2 gradients=w"), "dweight");
}

}  // namespace
}  // namespace normaudit
