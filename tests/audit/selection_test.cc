// Which backends run on which problems.
#include "audit/selection.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "golden/family.h"

namespace normaudit::audit {
namespace {

std::multiset<std::string> texts(const std::vector<Task>& tasks) {
  std::multiset<std::string> result;
  for (const Task& task : tasks) {
    result.insert(task.family + ' ' + to_string(task.problem) + ' ' + task.backend->name);
  }
  return result;
}

TEST(Selection, TakesEveryFamilyAndEveryBackend) {
  std::set<std::string> families;
  std::set<std::string> backends;

  for (const Task& task : select_tasks({})) {
    families.insert(task.family);
    backends.insert(task.backend->name);
  }

  EXPECT_EQ(families.size(), Registry<golden::Family>::instance().names().size());
  EXPECT_EQ(backends.size(), Registry<Backend>::instance().names().size());
  EXPECT_GT(families.size(), 0U);
}

TEST(Selection, ShardsArePartsOfTheWhole) {
  const std::multiset<std::string> whole = texts(select_tasks({}));
  std::multiset<std::string> together;
  for (std::int64_t i = 1; i <= 4; ++i) {
    Selection selection;
    selection.shard = {.index = i, .count = 4};
    together.merge(texts(select_tasks(selection)));
  }

  EXPECT_EQ(together, whole);
}

TEST(Selection, EffortAddsSeedsAndKeepsTheOldProblems) {
  Selection more;
  more.effort = 3;
  const std::multiset<std::string> once = texts(select_tasks({}));
  const std::multiset<std::string> thrice = texts(select_tasks(more));

  EXPECT_GT(thrice.size(), once.size());
  for (const std::string& each : once) EXPECT_EQ(thrice.count(each), 1U) << each;
}

TEST(Selection, RefusesUnknownNames) {
  Selection selection;
  selection.operators = {"batchnorm"};

  EXPECT_THROW(select_tasks(selection), InputError);
}

TEST(Shard, IsNumberedFromOne) {
  EXPECT_EQ(parse_shard("2/3").index, 2);
  EXPECT_EQ(parse_shard("2/3").count, 3);
  for (const char* wrong : {"0/3", "4/3", "3", "/", "1/", "/1", "-1/3", "1/3/5", "x/y"}) {
    EXPECT_THROW(parse_shard(wrong), InputError) << wrong;
  }
}

}  // namespace
}  // namespace normaudit::audit
