// Every law is seen to fail: each mutant is noticed by each of the laws that claim it, by its
// numbers and not by a crash, and no law is without a mutant.
#include <gtest/gtest.h>

#include <set>

#include "properties/mutant.h"
#include "properties/oracle_backend.h"
#include "properties/run_law.h"
#include "tests/support/effort.h"

namespace normaudit::mutants {
namespace {

using properties::Law;

class Zoo : public testing::TestWithParam<std::string> {};

TEST_P(Zoo, IsNoticedByItsLaws) {
  const Mutant& mutant = *Registry<Mutant>::instance().find(GetParam());
  ASSERT_FALSE(mutant.killed_by.empty());
  const Backend backend = as_backend(mutant);
  const std::uint64_t cases = 2000 * static_cast<std::uint64_t>(support::effort());
  for (const std::string& name : mutant.killed_by) {
    const properties::LawOutcome outcome =
        properties::run_law(properties::find_law(name), backend, {.cases = cases, .seed = 7});
    EXPECT_EQ(outcome.status, verdict::Status::kFail)
        << name << " did not notice " << mutant.name << ": " << outcome.reason;
    EXPECT_FALSE(outcome.reason.starts_with("it threw")) << name << ": " << outcome.reason;
    RecordProperty(name, outcome.reason + "  <- " + outcome.counterexample);
  }
}

INSTANTIATE_TEST_SUITE_P(Registered, Zoo, testing::ValuesIn(Registry<Mutant>::instance().names()),
                         [](const auto& tested) { return tested.param; });

TEST(Zoo, EveryLawHasAMutant) {
  std::set<std::string> seen_to_fail;
  for (const Mutant* mutant : Registry<Mutant>::instance().all()) {
    seen_to_fail.insert(mutant->killed_by.begin(), mutant->killed_by.end());
  }
  for (const std::string& law : Registry<Law>::instance().names()) {
    EXPECT_TRUE(seen_to_fail.contains(law)) << law << " has no mutant";
  }
}

}  // namespace
}  // namespace normaudit::mutants
