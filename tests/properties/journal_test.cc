// The journal of failures: what is written, read, refused, and kept of a process that died.
#include "properties/journal.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "core/error.h"

namespace normaudit::properties {
namespace {

class Journal : public testing::Test {
 protected:
  Journal() : folder_(std::filesystem::path(testing::TempDir()) / unique_name()) {
    std::filesystem::create_directories(folder_);
  }
  ~Journal() override { std::filesystem::remove_all(folder_); }

  static std::string unique_name() {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    return std::string("journal_") + test->name() + std::to_string(getpid());
  }
  std::filesystem::path file() const { return folder_ / "regressions.txt"; }
  void write(const std::string& text) const { std::ofstream(file()) << text; }

  std::filesystem::path folder_;
};

const JournalEntry kEntry{"a_law", "two_pass", "batch_norm inference shape=1,1"};

TEST_F(Journal, HoldsNothingWhereThereIsNoFile) { EXPECT_TRUE(read_journal(file()).empty()); }

TEST_F(Journal, ReadsBackWhatWasAdded) {
  add_to_journal(file(), kEntry);

  EXPECT_EQ(read_journal(file()), std::vector{kEntry});
}

TEST_F(Journal, KeepsALineOnceAndCommentsAsTheyAre) {
  write("# why\n\n");

  add_to_journal(file(), kEntry);
  add_to_journal(file(), kEntry);

  std::ifstream stream(file());
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_EQ(text, "# why\n\na_law | two_pass | batch_norm inference shape=1,1\n");
}

TEST_F(Journal, KeepsNoProblemThatIsNone) {
  add_to_journal(file(), {"a_law", "two_pass", "batch_norm backward shape=1,1 bias=0x1p+0"});

  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(Journal, RefusesALineOfAnotherForm) {
  write("# fine\na_law | two_pass\n");

  try {
    read_journal(file());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(), file().string() + ": line 2 is not 'law | backend | problem'");
  }
}

TEST_F(Journal, RefusesAFileThatCannotBeWritten) {
  EXPECT_THROW(add_to_journal(folder_ / "none" / "regressions.txt", kEntry), InputError);
}

TEST_F(Journal, ARunningCaseLeavesNothingBehind) {
  {
    RunningCase running(folder_, kEntry);
    running.begin("a longer problem than the next");
    running.begin(kEntry.problem);
    EXPECT_EQ(adopt_crashed_cases(folder_, file()), 0);  // it runs still
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Journal, KeepsTheCaseThatEndedItsProcess) {
  const pid_t child = fork();
  if (child == 0) {
    RunningCase running(folder_, kEntry);
    running.begin("a longer problem than the next");
    running.begin(kEntry.problem);
    _exit(1);  // as a crash does: nothing is destroyed
  }
  waitpid(child, nullptr, 0);

  EXPECT_EQ(adopt_crashed_cases(folder_, file()), 1);
  EXPECT_EQ(read_journal(file()), std::vector{kEntry});
  EXPECT_EQ(adopt_crashed_cases(folder_, file()), 0);
}

}  // namespace
}  // namespace normaudit::properties
