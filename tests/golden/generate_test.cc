// Generating is deterministic, touches nothing that has not changed, and families are what they
// say.
#include "golden/generate.h"

#include <set>

#include "core/error.h"
#include "core/hazard.h"
#include "files/atomic_file.h"
#include "files/npz.h"
#include "tests/golden/folder_fixture.h"

namespace normaudit::golden {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSmallFamily = "tiny_groups";

TEST(Generate, GivesTheSameBytesWithOneThreadAndWithTwo) {
  const TemporaryFolder folder;
  generate(folder.path() / "one", {.family = kSmallFamily, .threads = 1});
  generate(folder.path() / "two", {.family = kSmallFamily, .threads = 2});

  const auto name = std::string(kSmallFamily) + ".npz";
  EXPECT_EQ(files::read_file(folder.path() / "one" / name),
            files::read_file(folder.path() / "two" / name));
  EXPECT_EQ(check(folder.path() / "one", {.family = kSmallFamily, .threads = 2}).findings,
            std::vector<std::string>{});
}

TEST(Generate, KeepsProvenanceAndOtherFamiliesWhereNothingChanges) {
  const TemporaryFolder folder;
  for (const auto& entry : fs::directory_iterator(committed_data())) {
    fs::copy(entry.path(), folder.path());
  }

  generate(folder.path(), {.family = kSmallFamily});

  for (const auto& entry : fs::directory_iterator(committed_data())) {
    SCOPED_TRACE(entry.path().filename());
    EXPECT_EQ(files::read_file(entry.path()),
              files::read_file(folder.path() / entry.path().filename()));
  }
}

TEST(Generate, RefusesAnUnknownFamily) {
  EXPECT_THROW(selected_families({.family = "nonsense"}), InputError);
}

TEST(Families, AreAtLeastTwelveWithProblemsOfEveryPass) {
  const std::vector<const Family*> families = Registry<Family>::instance().all();
  EXPECT_GE(families.size(), 12U);

  for (const Family* family : families) {
    SCOPED_TRACE(family->name);
    std::set<Pass> passes;
    for (const Problem& problem : family->problems()) passes.insert(problem.pass);
    EXPECT_GE(passes.size(), family->storage == Family::Storage::kRecipe ? 2U : 4U);
  }
}

TEST(Families, TogetherCoverFormatsLayoutsRanksAndMomenta) {
  std::set<Dtype> dtypes;
  std::set<Layout::Kind> layouts;
  std::set<int> ranks;
  std::set<double> eps;
  std::set<std::optional<double>> momenta;
  std::set<std::pair<bool, bool>> affine;
  std::set<std::int64_t> sizes;
  for (const Family* family : Registry<Family>::instance().all()) {
    for (const Problem& problem : family->problems()) {
      dtypes.insert(problem.dtype);
      layouts.insert(problem.layout.kind);
      ranks.insert(problem.shape.rank());
      eps.insert(problem.eps);
      momenta.insert(problem.momentum);
      affine.insert({problem.has_weight, problem.has_bias});
      sizes.insert(group_size(problem));
    }
  }

  EXPECT_EQ(dtypes.size(), kDtypes.size());
  EXPECT_EQ(layouts.size(), 3U);
  EXPECT_EQ(ranks, (std::set{2, 3, 4, 5}));
  for (double each : {0.0, 1e-12, 1e-5, 1.0}) EXPECT_TRUE(eps.contains(each)) << each;
  EXPECT_TRUE(momenta.contains(std::nullopt));
  for (double each : {0.0, 0.1, 0.9, 1.0}) EXPECT_TRUE(momenta.contains(each)) << each;
  EXPECT_EQ(affine.size(), 4U);
  for (std::int64_t each : {0, 1, 2, 3, 2049 * 2049}) EXPECT_TRUE(sizes.contains(each)) << each;
}

TEST(Families, HoldEachProblemOnce) {
  for (const Family* family : Registry<Family>::instance().all()) {
    std::set<std::string> texts;
    for (const Problem& problem : family->problems()) {
      EXPECT_TRUE(texts.insert(to_string(problem)).second) << to_string(problem);
    }
  }
}

TEST(Families, AreNamedAsTheirFiles) {
  std::set<std::string> files;
  const fs::path folder = fs::path(NORMAUDIT_SOURCE_DIR) / "golden" / "families";
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".cc") files.insert(entry.path().stem().string());
  }
  const std::vector<std::string> names = Registry<Family>::instance().names();

  EXPECT_EQ(files, std::set<std::string>(names.begin(), names.end()));
}

}  // namespace
}  // namespace normaudit::golden
