// Atomic writing: the file is complete or as it was, and every failure is one sentence that leaves
// nothing.

#include "files/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

TEST(AtomicFile, ReplacesTheWholeFileOnCommit) {
  const TemporaryFolder folder;
  write_file(folder / "a", "a longer first text");
  AtomicFile file(folder / "a");
  file.write(bytes_of("se"));
  file.write(bytes_of("cond"));
  EXPECT_EQ(read_text(folder / "a"), "a longer first text");
  file.commit();
  EXPECT_EQ(read_text(folder / "a"), "second");
  EXPECT_EQ(read_file(folder / "a"), bytes_of("second"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, WithoutCommitNothingChanges) {
  const TemporaryFolder folder;
  write_file(folder / "a", "old");
  { AtomicFile(folder / "a").write(bytes_of("new")); }
  { AtomicFile(folder / "b").write(bytes_of("new")); }
  EXPECT_EQ(read_text(folder / "a"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, TwoWritersOfOnePathDoNotMix) {
  const TemporaryFolder folder;
  AtomicFile first(folder / "a");
  AtomicFile second(folder / "a");
  first.write(bytes_of("first"));
  second.write(bytes_of("second"));
  second.commit();
  first.commit();
  EXPECT_EQ(read_text(folder / "a"), "first");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, ObeysTheUmask) {
  const TemporaryFolder folder;
  const ::mode_t before = ::umask(027);
  write_file(folder / "a", "text");
  ::umask(before);
  struct ::stat status = {};
  ASSERT_EQ(::stat((folder / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0640u);
}

TEST(AtomicFile, PlacesThatCannotBeWrittenAreNamed) {
  const TemporaryFolder folder;
  write_file(folder / "file", "text");
  const auto refusal = [](const std::filesystem::path& path) {
    return sentence_of([&] { write_file(path, "text"); });
  };
  const std::string base = "cannot write " + folder.path().string();
  EXPECT_EQ(refusal(folder / "absent/a"), base + "/absent/a: No such file or directory");
  EXPECT_EQ(refusal(folder / "file/a"), base + "/file/a: Not a directory");
  EXPECT_EQ(refusal(folder.path()), base + ": it is a folder");
  EXPECT_EQ(refusal(""), "cannot write : it names no file");
  // A pipe stands in for /dev/null, which a test that fails as root would replace.
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(folder / "pipe"), base + "/pipe: it is not a regular file");
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"file", "pipe"}));
}

TEST(AtomicFile, AReadOnlyFolderIsNamedAndLeftAlone) {
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  // Root may write anywhere, so a test run as root looks on as nobody.
  const bool root = ::geteuid() == 0;
  ASSERT_EQ(::seteuid(root ? 65534 : ::geteuid()), 0);
  const std::string sentence = sentence_of([&] { write_file(folder / "a", "text"); });
  ASSERT_EQ(::seteuid(root ? 0 : ::geteuid()), 0);
  EXPECT_EQ(sentence, "cannot write " + (folder / "a").string() + ": Permission denied");
  EXPECT_TRUE(folder.names().empty());
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(AtomicFile, AFullDiskLeavesTheOldFileAndNoTemporary) {
  const TemporaryFolder folder;
  write_file(folder / "a", "old");
  // A limit on the size of files stands in for the disk: writing past it fails as a full disk does.
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ::rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const ::rlimit small = {.rlim_cur = 1000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string text(5000, 'x');
  const std::string sentence = sentence_of([&] { write_file(folder / "a", text); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(sentence, "cannot write " + (folder / "a").string() + ": File too large");
  EXPECT_EQ(read_text(folder / "a"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, WhatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  const auto refusal = [](const std::filesystem::path& path) {
    return sentence_of([&] { read_text(path); });
  };
  const std::string base = "cannot read " + folder.path().string();
  EXPECT_EQ(refusal(folder / "absent"), base + "/absent: No such file or directory");
  EXPECT_EQ(refusal(folder.path()), base + ": it is not a regular file");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(folder / "pipe"), base + "/pipe: it is not a regular file");
  write_file(folder / "empty", "");
  EXPECT_EQ(read_text(folder / "empty"), "");
  EXPECT_TRUE(read_file(folder / "empty").empty());
}

}  // namespace
}  // namespace normaudit::files
