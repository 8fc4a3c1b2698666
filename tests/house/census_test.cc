// The census: what is registered under a name is what lies in a file of that name, both ways.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "audit/command.h"
#include "core/backend.h"
#include "core/hazard.h"
#include "core/operator.h"
#include "golden/family.h"
#include "properties/journal.h"
#include "properties/law.h"
#include "properties/mutant.h"
#include "properties/oracle_backend.h"
#include "properties/tags.h"
#include "tests/support/required_backends.h"
#include "verdict/bound.h"

namespace normaudit {
namespace {

std::set<std::string> names_on_disk(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".cc" || entry.path().extension() == ".cu") {
      names.insert(entry.path().stem().string());
    }
  }
  return names;
}

template <class Entry>
std::set<std::string> names_registered() {
  const std::vector<std::string> names = Registry<Entry>::instance().names();
  return {names.begin(), names.end()};
}

template <class Entry>
void expect_census(const std::string& folder) {
  const std::set<std::string> on_disk =
      names_on_disk(std::filesystem::path(NORMAUDIT_SOURCE_DIR) / folder);
  EXPECT_FALSE(on_disk.empty()) << folder;
  EXPECT_EQ(names_registered<Entry>(), on_disk) << folder;
}

// A file of impl or peers is one backend. A file of cuda is two: over the executor, and on a
// device. All are registered with or without nvcc, a device, or the peer's library.
TEST(Census, BackendsAreTheirFiles) {
  const std::filesystem::path root = NORMAUDIT_SOURCE_DIR;
  std::set<std::string> expected;
  for (const char* folder : {"impl/backends", "cuda/backends", "peers/backends"}) {
    const std::set<std::string> names = names_on_disk(root / folder);
    EXPECT_FALSE(names.empty()) << folder;
    for (const std::string& name : names) {
      if (std::string_view(folder).starts_with("cuda")) {
        expected.insert({"simt_" + name, "cuda_" + name});
      } else {
        expected.insert(name);
      }
    }
  }
  EXPECT_EQ(names_registered<Backend>(), expected);
}

// A name misspelt there would require nothing.
TEST(Census, RequiredBackendsExist) {
  for (const std::string& name : support::required_backends()) {
    const std::vector<std::string> known = Registry<Backend>::instance().names();
    EXPECT_TRUE(std::any_of(
        known.begin(), known.end(),
        [&](const std::string& backend) { return support::is_required(backend, {name}); }))
        << "NORMAUDIT_REQUIRE_BACKENDS names '" << name << "', which is no backend";
  }
}

TEST(Census, OperatorsAreTheirFiles) { expect_census<Operator>("core/operators"); }
TEST(Census, HazardsAreTheirFiles) { expect_census<Hazard>("core/hazards"); }
TEST(Census, BoundsAreTheirFiles) { expect_census<verdict::Bound>("verdict/bounds"); }
TEST(Census, FamiliesAreTheirFiles) { expect_census<golden::Family>("golden/families"); }
TEST(Census, LawsAreTheirFiles) { expect_census<properties::Law>("properties/laws"); }
TEST(Census, MutantsAreTheirFiles) { expect_census<mutants::Mutant>("tests/mutants/zoo"); }
TEST(Census, CommandsAreTheirFiles) { expect_census<audit::Command>("audit/commands"); }

TEST(Census, LawsDeclareTagsThatExist) {
  const std::vector<std::string> tags = properties::all_tags();
  for (const properties::Law* law : Registry<properties::Law>::instance().all()) {
    for (const std::string& tag : law->reaches) {
      EXPECT_NE(std::find(tags.begin(), tags.end(), tag), tags.end()) << law->name << " " << tag;
    }
  }
}

TEST(Census, MutantsNameLawsThatExist) {
  for (const mutants::Mutant* mutant : Registry<mutants::Mutant>::instance().all()) {
    for (const std::string& law : mutant->killed_by) {
      EXPECT_NE(Registry<properties::Law>::instance().find(law), nullptr)
          << mutant->name << " " << law;
    }
  }
}

TEST(Census, TheJournalNamesWhatThereIs) {
  const std::filesystem::path journal =
      std::filesystem::path(NORMAUDIT_SOURCE_DIR) / "properties/regressions.txt";
  for (const properties::JournalEntry& entry : properties::read_journal(journal)) {
    EXPECT_NE(Registry<properties::Law>::instance().find(entry.law), nullptr) << entry.law;
    EXPECT_EQ(properties::find_subject(entry.backend).name, entry.backend);
    EXPECT_EQ(to_string(parse_problem(entry.problem)), entry.problem);
  }
}

TEST(Census, EveryContractNamesABound) {
  for (const Backend* backend : Registry<Backend>::instance().all()) {
    if (!backend->contract) continue;
    EXPECT_NE(Registry<verdict::Bound>::instance().find(backend->contract->algorithm), nullptr)
        << backend->name;
  }
}

TEST(Census, EveryFamilysProblemsAreValidAndTheirTextsReadBack) {
  for (const golden::Family* family : Registry<golden::Family>::instance().all()) {
    const std::vector<Problem> problems = family->problems();
    EXPECT_FALSE(problems.empty()) << family->name;
    for (const Problem& problem : problems) {
      EXPECT_EQ(to_string(parse_problem(to_string(problem))), to_string(problem)) << family->name;
    }
  }
}

}  // namespace
}  // namespace normaudit
