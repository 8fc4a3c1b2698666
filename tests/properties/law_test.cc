// Every registered law on every backend: one test per law. Past failures come first, and new ones
// are added to properties/regressions.txt.
#include "properties/law.h"

#include <gtest/gtest.h>

#include <string>

#include "properties/journal.h"
#include "properties/oracle_backend.h"
#include "properties/run_law.h"
#include "tests/support/effort.h"
#include "tests/support/required_backends.h"

namespace normaudit::properties {
namespace {

const std::string kJournal = std::string(NORMAUDIT_SOURCE_DIR) + "/properties/regressions.txt";
constexpr std::uint64_t kSeed = 20261121;  // fixed: a failing commit fails again

LawEffort asked(const Law& law, const Backend& backend) {
  LawEffort result{.cases = 200 * static_cast<std::uint64_t>(support::effort()), .seed = kSeed};
  for (const JournalEntry& entry : read_journal(kJournal)) {
    if (entry.law == law.name && entry.backend == backend.name) {
      result.replayed.push_back(entry.problem);
    }
  }
  result.running_folder = ".";
  return result;
}

class LawTest : public testing::TestWithParam<std::string> {};

TEST_P(LawTest, HoldsOnEveryBackend) {
  adopt_crashed_cases(".", kJournal);
  const Law& law = find_law(GetParam());
  int backends = 0;
  RecordProperty("seed", std::to_string(kSeed));
  for (const Backend* backend : all_subjects()) {
    const LawOutcome outcome = run_law(law, *backend, asked(law, *backend));
    const std::string heading = law.name + " on " + backend->name + ": " + outcome.reason;
    EXPECT_NE(outcome.status, verdict::Status::kVacuous) << heading;
    // Not a law that excludes the backend, but a backend that cannot run here.
    if (outcome.status == verdict::Status::kUnsupported && outcome.unsupported > 0) {
      EXPECT_FALSE(support::is_required(backend->name, support::required_backends())) << heading;
    }
    RecordProperty(backend->name, std::to_string(outcome.cases) + " cases, worst " +
                                      std::to_string(outcome.worst));
    backends += outcome.status == verdict::Status::kPass ? 1 : 0;
    if (outcome.status != verdict::Status::kFail) continue;
    ADD_FAILURE() << heading << "\n  written out: '" << outcome.written_out << "'\n"
                  << "  normaudit laws --laws " << law.name << " --backends " << backend->name
                  << " --problem '" << outcome.counterexample << "'  (seed " << kSeed << ")";
    add_to_journal(kJournal, {law.name, backend->name, outcome.counterexample});
  }
  EXPECT_GT(backends, 0) << "no backend is asked";
}

INSTANTIATE_TEST_SUITE_P(Registered, LawTest, testing::ValuesIn(Registry<Law>::instance().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::properties
