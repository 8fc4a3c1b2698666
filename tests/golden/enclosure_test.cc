// A second opinion on the families: the exact answer of every finite group lies in the interval
// that MPFI finds by the textbook formulas.
#include <cmath>

#include "core/hazard.h"
#include "tests/golden/family_fixture.h"
#include "tests/reference/enclosed.h"
#include "tests/reference/textbook.h"

namespace normaudit::golden {
namespace {

using reference::Enclosures;
using reference::Oracle;

class Enclosure : public EachFamily {};
INSTANTIATE_TEST_SUITE_P(, Enclosure, each_small_family(), name_of_family);

struct Solved {
  explicit Solved(const Problem& asked)
      : problem(asked), inputs(make_inputs(asked)), oracle(problem, inputs) {}

  Problem problem;
  Tensors inputs;
  Oracle oracle;
};

std::vector<std::int64_t> elements_of(const Problem& problem, std::int64_t channel) {
  std::vector<std::int64_t> elements;
  for (std::int64_t i = 0; i < problem.shape.count(); ++i) {
    if (i / problem.shape.spatial_count() % problem.shape.channels == channel) {
      elements.push_back(i);
    }
  }
  return elements;
}

// Real numbers only, so that the textbook's formulas hold: no NaN, no infinity, no division by 0.
bool is_real(const Solved& solved, std::int64_t channel) {
  const auto& [problem, inputs, oracle] = solved;
  const std::vector<std::int64_t> elements = elements_of(problem, channel);
  if (elements.empty() || oracle.degenerate(channel)) return false;
  for (const auto& [role, array] : inputs.arrays) {
    const bool data = facts(role).kind == RoleKind::kData;
    for (std::int64_t i : data ? elements : std::vector{channel}) {
      if (!std::isfinite(array.get(i))) return false;
    }
  }
  return !uses_running_statistics(problem.pass) ||
         inputs.at(Role::kRunningVar).get(channel) > -problem.eps;
}

void check_channel(const Solved& solved, std::int64_t c, reference::Tally& tally) {
  const auto& [problem, inputs, oracle] = solved;
  const Role data = is_backward(problem.pass) ? Role::kDx : Role::kY;
  Enclosures enclosures;
  enclosures[data].resize(static_cast<std::size_t>(problem.shape.count()));
  const reference::Channel channel = reference::channel_of(problem, inputs, c);
  reference::enclose_channel(problem, channel, enclosures);
  for (Role role : outputs_of(problem)) {
    SCOPED_TRACE(to_string(problem) + " " + std::string(to_string(role)) + " of channel " +
                 std::to_string(c));
    if (role == Role::kRunningVar && channel.x.size() == 1) {  // no unbiased variance
      EXPECT_EQ(oracle.kind(role, c), reference::Kind::kNan);
      continue;
    }
    if (role != data) {
      reference::check_output(oracle, {role, c}, enclosures.at(role).at(0), tally);
      continue;
    }
    for (std::int64_t i : channel.logical) {
      reference::check_output(oracle, {role, i}, enclosures.at(role)[static_cast<std::size_t>(i)],
                              tally);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST_P(Enclosure, ContainsEveryAnswerOfAFiniteGroup) {
  reference::Tally tally;
  for (const Problem& problem : family().problems()) {
    const Solved solved(problem);
    for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
      if (is_real(solved, c)) check_channel(solved, c, tally);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(tally.decided, tally.undecided);
}

}  // namespace
}  // namespace normaudit::golden
