// An explanation names the problem, the worst element with its bits, and terms that add up.
#include "verdict/explain.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"

namespace normaudit::verdict {
namespace {

std::string explained(const Problem& problem, const Tensors& got) {
  const Tensors inputs = make_inputs(problem);
  const NumericContract contract{.algorithm = "two_pass"};
  const Verdict verdict = judge(problem, inputs, got, contract);
  return explain({problem, inputs, got, contract, verdict});
}

Tensors run_two_pass(const Problem& problem) {
  return run_backend(find_backend("two_pass"), problem, make_inputs(problem)).outputs;
}

// The numbers of the lines that follow `heading` in the section of one output.
double number_after(const std::string& text, const std::string& label) {
  const std::size_t at = text.find("\n  " + label + " ");
  if (at == std::string::npos) return std::nan("");
  return std::stod(text.substr(at + label.size() + 3));
}

TEST(Explain, NamesTheProblemAndTheWorstElement) {
  const Problem problem = parse_problem("batch_norm forward_training shape=8,3,2,2 seed=5");
  Tensors got = run_two_pass(problem);
  got.at(Role::kY).set(17, 1e6);  // sample 1, channel 1, place (0, 1)
  const std::string text = explained(problem, got);
  EXPECT_EQ(text.find("problem  " + to_string(problem) + "\n"), 0U);
  const std::string section = text.substr(text.find("\ny: fail, 1 of 96 elements are wrong"));
  EXPECT_NE(section.find("  y[17], also beyond its bound\n"), std::string::npos) << section;
  EXPECT_NE(section.find("0x1.e848p+19"), std::string::npos) << section;
  EXPECT_GT(number_after(section, "  of the bound"), 1);
}

TEST(Explain, TermsAddUpToTheBound) {
  const Problem problem =
      parse_problem("batch_norm backward shape=64,1 affine=w gradients=x hazard=huge_mean");
  const std::string text = explained(problem, run_two_pass(problem));
  double sum = 0;
  int terms = 0;
  for (const char* label :
       {"  own roundings", "  error of the mean", "  error of invstd", "  errors of the sums"}) {
    const double term = number_after(text, label);
    ASSERT_FALSE(std::isnan(term)) << label << "\n" << text;
    sum += term;
    ++terms;
  }
  EXPECT_EQ(terms, 4);
  // Every printed number has six digits.
  const double bound = number_after(text, "bound");
  EXPECT_LE(std::fabs(sum - bound), bound * 4e-5) << text;
}

TEST(Explain, SaysWhenASpecialValueDecided) {
  const Problem problem = parse_problem("batch_norm inference shape=1,2 x=1,2");
  Tensors got = run_two_pass(problem);
  got.at(Role::kY).set(1, std::nan(""));
  const std::string text = explained(problem, got);
  EXPECT_NE(text.find("a special value"), std::string::npos) << text;
  EXPECT_NE(text.find(" y[1]"), std::string::npos) << text;
}

TEST(Explain, ReportsHowManyElementsAreUnbounded) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=2,1 x=0x1p+100,-0x1p+100");
  const std::string text = explained(problem, run_two_pass(problem));
  EXPECT_NE(text.find("2 of 2 elements"), std::string::npos) << text;
}

}  // namespace
}  // namespace normaudit::verdict
