// The .npz writer: read back by this suite, by Python's zipfile and by numpy, and the same bytes
// every time.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "files/npy_values.h"
#include "files/npz.h"
#include "files/zip_directory.h"
#include "files/zip_writer.h"
#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

NpzArrays sample() {
  const std::vector<double> hi = {1.5, -0.0, 1e-320};
  const std::vector<std::uint16_t> half = {0x3c00, 0x7e00, 0, 1, 2, 3};
  return {{"hi", make_array<double>({3}, hi)},
          {"größe", make_array<std::uint16_t>({1, 2, 3}, half)},
          {"count", make_array<std::int64_t>({}, std::vector<std::int64_t>{-7})},
          {"empty", make_array<float>({0, 4}, {})}};
}

/// The sample's .npy files in an archive that moves to ZIP64 from `limit` on.
Bytes zipped_from(std::uint64_t limit, const NpzArrays& arrays) {
  Bytes out;
  ZipWriter writer([&](auto bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }, limit);
  for (const auto& [name, array] : arrays) {
    const Bytes file = render_npy(array);
    writer.add(name + ".npy", std::array{std::span<const std::byte>(file)});
  }
  writer.finish();
  return out;
}

TEST(NpzWrite, WhatIsWrittenIsReadBack) {
  const TemporaryFolder folder;
  write_npz(folder / "a.npz", sample());
  EXPECT_EQ(read_npz(folder / "a.npz"), sample());
  EXPECT_EQ(read_file(folder / "a.npz"), render_npz(sample()));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.npz"});
  write_npz(folder / "a.npz", {});
  EXPECT_EQ(read_file(folder / "a.npz"), fixture("none.npz"));
}

TEST(NpzWrite, EqualArraysGiveEqualBytesWithNoDateButTheFirst) {
  const Bytes bytes = render_npz(sample());
  EXPECT_EQ(bytes, render_npz(sample()));
  for (const ZipMember& member : read_zip_directory(MemorySource(bytes, "a.npz"))) {
    std::uint32_t time_and_date = 0;
    std::memcpy(&time_and_date, &bytes.at(member.header_offset + 10), 4);
    EXPECT_EQ(time_and_date, 0x00210000u);
  }
}

TEST(NpzWrite, EveryFieldCanMoveToZip64) {
  const Bytes plain = zipped_from(0xffffffff, sample());
  EXPECT_EQ(plain, render_npz(sample()));
  for (const std::uint64_t limit : {0u, 1u, 3u, 100u, 140u, 152u, 300u, 600u}) {
    const Bytes bytes = zipped_from(limit, sample());
    EXPECT_EQ(read_npz(bytes, "a.npz"), sample()) << limit;
    EXPECT_NE(bytes, plain) << limit;
  }
}

TEST(NpzWrite, MoreMembersThanSixteenBitsCount) {
  NpzArrays arrays(65536);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    arrays[i] = {std::to_string(i), {.descr = "|u1", .shape = {0}, .bytes = {}}};
  }
  EXPECT_EQ(read_npz(render_npz(arrays), "a.npz"), arrays);
}

TEST(NpzWrite, PythonReadsIt) {
  const TemporaryFolder folder;
  write_npz(folder / "plain.npz", sample());
  write_file(folder / "zip64.npz", zipped_from(0, sample()));
  const std::string command =
      "python3 '" + std::string(NORMAUDIT_SOURCE_DIR) + "/tests/files/read_with_python.py' '" +
      (folder / "plain.npz").string() + "' '" + (folder / "zip64.npz").string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

TEST(NpzWrite, AFailureLeavesNothing) {
  const TemporaryFolder folder;
  EXPECT_EQ(sentence_of([&] { write_npz(folder / "absent/a.npz", sample()); }),
            "cannot write " + (folder / "absent/a.npz").string() + ": No such file or directory");
  NpzArrays twice = sample();
  twice.push_back(twice.front());
  EXPECT_THROW(write_npz(folder / "a.npz", twice), std::invalid_argument);
  NpzArrays misfit = sample();
  misfit.back().array.shape = {5};
  EXPECT_THROW(write_npz(folder / "a.npz", misfit), std::invalid_argument);
  NpzArrays path = sample();
  path.back().name = "../x";
  EXPECT_THROW(write_npz(folder / "a.npz", path), std::invalid_argument);
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace normaudit::files
