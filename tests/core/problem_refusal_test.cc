// Every mistake in a problem text is one sentence that names the field.
#include <gtest/gtest.h>

#include "core/problem.h"
#include "tests/support/refusal.h"

namespace normaudit {
namespace {

std::string refused(const std::string& text) {
  return support::refusal([&] { parse_problem(text); });
}
std::string refused_field(const std::string& fields) {
  return refused("batch_norm forward_training " + fields);
}

TEST(ProblemRefusalTest, OperatorPassAndFormOfTheText) {
  const std::string form = "problem: expected 'OPERATOR PASS shape=N,C,... KEY=VALUE ...'";
  EXPECT_EQ(refused(""), form);
  EXPECT_EQ(refused("batch_norm"), form);
  EXPECT_EQ(refused("batch_norm forward_training"), form);
  EXPECT_TRUE(refused("bn forward_training shape=2,2")
                  .starts_with("unknown operator 'bn': expected one of "));
  EXPECT_EQ(refused("batch_norm forward shape=2,2"),
            "unknown pass 'forward': expected forward_training, inference, backward or"
            " backward_inference");
  EXPECT_EQ(refused_field("shape"), "problem: 'shape' is not KEY=VALUE");
  EXPECT_EQ(refused_field("shape=2,2  seed=1"), "problem: '' is not KEY=VALUE");
  EXPECT_EQ(refused_field("shape=2,2 "), "problem: '' is not KEY=VALUE");
  EXPECT_EQ(refused_field("shape=2,2\tseed=1"), "problem: character 38 is not printable ASCII");
  EXPECT_EQ(refused_field("shape=2,2\nseed=1"), "problem: character 38 is not printable ASCII");
  EXPECT_EQ(refused("\xC3\xA9"), "problem: character 1 is not printable ASCII");
}

TEST(ProblemRefusalTest, UnknownMissingAndRepeatedFields) {
  EXPECT_EQ(refused_field("shape=2,2 momemtum=0.1"), "problem: unknown field 'momemtum'");
  EXPECT_EQ(refused_field("shape=2,2 Seed=1"), "problem: unknown field 'Seed'");
  EXPECT_EQ(refused_field("seed=1"), "problem: field 'shape' is missing");
  EXPECT_EQ(refused_field("shape=2,2 seed=1 seed=1"), "problem: field 'seed' stands twice");
  EXPECT_EQ(refused_field("shape=2,1 x=1,2 x=1,2"), "problem: field 'x' stands twice");
}

TEST(ProblemRefusalTest, Shape) {
  EXPECT_EQ(refused_field("shape=2"), "shape: rank 1 is not 2 to 5");
  EXPECT_EQ(refused_field("shape=2,2,2,2,2,2"), "shape: rank 6 is not 2 to 5");
  EXPECT_EQ(refused_field("shape=2,0"), "shape: zero channels");
  EXPECT_EQ(refused_field("shape=2,-2"), "shape: extent -2 is negative");
  EXPECT_EQ(refused_field("shape="), "shape '' is not an integer");
  EXPECT_EQ(refused_field("shape=2,x"), "shape 'x' is not an integer");
  EXPECT_EQ(refused_field("shape=2,2.0"), "shape '2.0' is not an integer");
  EXPECT_EQ(refused_field("shape=1048577,1048576"), "shape: more than 2^40 elements");
  EXPECT_EQ(refused_field("shape=0,1099511627776"),
            "shape: more than 2^24 channels without one element");
  EXPECT_EQ(refused_field("shape=99999999999999999999,2"),
            "shape '99999999999999999999' is not an integer");
}

TEST(ProblemRefusalTest, Layout) {
  EXPECT_EQ(refused_field("shape=2,2 layout=nhcw"),
            "layout 'nhcw' is not nchw, nhwc or strided:STRIDE,...+OFFSET");
  EXPECT_EQ(refused_field("shape=2,2 layout=strided:2,1,1+0"),
            "layout: 3 strides for a shape of rank 2");
  EXPECT_EQ(refused_field("shape=2,2 layout=strided:1,1+0"),
            "layout: strides let two elements share one place");
}

TEST(ProblemRefusalTest, EpsAndMomentum) {
  for (const char* eps : {"nan", "inf", "-1e-05", "-5e-324"}) {
    EXPECT_EQ(refused_field("shape=2,2 eps=" + std::string(eps)),
              "eps " + std::string(eps) + " is not a finite number >= 0");
  }
  EXPECT_EQ(refused_field("shape=2,2 eps=1e400"), "eps inf is not a finite number >= 0");
  EXPECT_EQ(refused_field("shape=2,2 eps="), "eps '' is not a decimal or hex number");
  EXPECT_EQ(refused_field("shape=2,2 eps=0"), "accepted");
  for (const char* momentum : {"nan", "inf", "-0.1", "1.0000000000000002", "2"}) {
    EXPECT_EQ(refused_field("shape=2,2 momentum=" + std::string(momentum)),
              "momentum " + std::string(momentum) + " is not in [0, 1] or 'cumulative'");
  }
  EXPECT_EQ(refused_field("shape=2,2 momentum=cumulativ"),
            "momentum 'cumulativ' is not a decimal or hex number");
  for (const char* momentum : {"0", "1", "cumulative"}) {
    EXPECT_EQ(refused_field("shape=2,2 momentum=" + std::string(momentum)), "accepted");
  }
}

TEST(ProblemRefusalTest, CountsFlagsAndLetters) {
  EXPECT_EQ(refused_field("shape=2,2 num_batches_tracked=-1"),
            "num_batches_tracked -1 is not a count of earlier batches");
  EXPECT_EQ(refused_field("shape=2,2 num_batches_tracked=9223372036854775807"),
            "num_batches_tracked 9223372036854775807 is not a count of earlier batches");
  EXPECT_EQ(refused_field("shape=2,4 groups=2"), "groups: batch_norm has no channel subsets");
  EXPECT_EQ(refused_field("shape=2,2 track_running_stats=yes"),
            "track_running_stats 'yes' is not 0 or 1");
  EXPECT_EQ(refused_field("shape=2,2 affine=wbx"),
            "affine 'wbx' is not a choice of the letters wb");
  EXPECT_EQ(refused_field("shape=2,2 affine=ww"), "affine 'ww' is not a choice of the letters wb");
  EXPECT_EQ(refused_field("shape=2,2 affine="), "affine: empty");
  EXPECT_EQ(refused_field("shape=2,2 gradients=y"),
            "gradients 'y' is not a choice of the letters xwb");
  EXPECT_EQ(refused("batch_norm backward shape=2,2 gradients=-"), "gradients: none wanted");
  EXPECT_EQ(refused_field("shape=2,2 gradients=x"), "gradients: forward_training has none");
  EXPECT_EQ(refused("batch_norm inference shape=2,2 gradients=-"), "gradients: inference has none");
  EXPECT_EQ(refused_field("shape=2,2 gradients=xwb"), "accepted");
  EXPECT_EQ(refused_field("shape=2,2 seed=-1"), "seed '-1' is not an unsigned integer");
  EXPECT_EQ(refused_field("shape=2,2 seed=18446744073709551616"),
            "seed '18446744073709551616' is not an unsigned integer");
}

TEST(ProblemRefusalTest, DtypesAndHazard) {
  for (const char* field : {"dtype", "parameters", "statistics"}) {
    EXPECT_EQ(refused_field("shape=2,2 " + std::string(field) + "=half"),
              "unknown dtype 'half': expected float64, float32, float16 or bfloat16");
  }
  const std::string refusal = refused_field("shape=2,2 hazard=none");
  EXPECT_TRUE(refusal.starts_with("unknown hazard 'none': expected one of ")) << refusal;
  EXPECT_NE(refusal.find(" benign, "), std::string::npos) << refusal;
}

TEST(ProblemRefusalTest, PassesThatNeedRunningStatistics) {
  for (const std::string pass : {"inference", "backward_inference"}) {
    EXPECT_EQ(refused("batch_norm " + pass + " shape=2,2 track_running_stats=0"),
              "pass: " + pass + " needs running statistics");
  }
}

TEST(ProblemRefusalTest, ExplicitValues) {
  EXPECT_EQ(refused_field("shape=2,2 x=1,2,3"), "x: 3 explicit values for 4 elements");
  EXPECT_EQ(refused_field("shape=2,2 x=1,2,3,4,5"), "x: 5 explicit values for 4 elements");
  EXPECT_EQ(refused_field("shape=17,1 x=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"),
            "x: at most 16 explicit values, got 17");
  EXPECT_EQ(refused_field("shape=2,2 weight=1"), "weight: 1 explicit values for 2 elements");
  EXPECT_EQ(refused_field("shape=1,1 x="), "x '' is not a decimal or hex number");
  EXPECT_EQ(refused_field("shape=2,1 x=1,two"), "x 'two' is not a decimal or hex number");
  EXPECT_EQ(refused_field("shape=1,1 x=0.1"), "x: 0x1.999999999999ap-4 is not a float32");
  EXPECT_EQ(refused_field("shape=1,1 x=1e39"), "x: 0x1.78287f49c4a1dp+129 is not a float32");
  EXPECT_EQ(refused_field("shape=1,1 dtype=float16 x=65536"), "x: 0x1p+16 is not a float16");
  EXPECT_EQ(refused_field("shape=1,1 parameters=bfloat16 weight=257"),
            "weight: 0x1.01p+8 is not a bfloat16");
  EXPECT_EQ(refused_field("shape=1,1 x=nan weight=inf bias=-inf"), "accepted");
}

TEST(ProblemRefusalTest, ExplicitValuesOfArraysThePassDoesNotRead) {
  EXPECT_EQ(refused_field("shape=1,1 y=1"), "y: the pass does not read this array");
  EXPECT_EQ(refused_field("shape=1,1 dy=1"), "dy: the pass does not read this array");
  EXPECT_EQ(refused_field("shape=1,1 affine=b weight=1"),
            "weight: the pass does not read this array");
  EXPECT_EQ(refused_field("shape=1,1 track_running_stats=0 running_var=1"),
            "running_var: the pass does not read this array");
  EXPECT_EQ(refused("batch_norm backward shape=1,1 bias=1"),
            "bias: the pass does not read this array");
}

}  // namespace
}  // namespace normaudit
