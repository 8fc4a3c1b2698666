// The .npz reader on what numpy writes: every kind of archive, dtype, order and shape.

#include <gtest/gtest.h>

#include <cmath>

#include "files/npy_values.h"
#include "files/npz.h"
#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

/// The arrays CASE of make_fixtures.py.
NpzArrays expected_case() {
  std::vector<float> x(24);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
  const std::vector<double> weight = {0.5, -2.0, INFINITY};
  return {{"x", make_array<float>({2, 3, 4}, x)}, {"weight", make_array<double>({3}, weight)}};
}

template <class T>
std::vector<T> values(const NpzArrays& arrays, std::string_view name) {
  return values_of<T>(*find_array(arrays, name));
}

TEST(NpzRead, EveryKindOfArchiveNumpyAndZipfileWrite) {
  for (const std::string name :
       {"savez", "savez_compressed", "pipe", "pipe_compressed", "all_zip64", "zipfile_plain",
        "zipfile_deflated", "zipfile_comment"}) {
    EXPECT_EQ(read_npz(fixture_path(name + ".npz")), expected_case()) << name;
    EXPECT_EQ(read_npz(fixture(name + ".npz"), "case.npz"), expected_case()) << name;
  }
}

TEST(NpzRead, NamesAreKeptInOrder) {
  const NpzArrays positional = read_npz(fixture_path("positional.npz"));
  EXPECT_EQ(positional.at(0).name, "arr_0");
  EXPECT_EQ(positional.at(1).name, "arr_1");
  EXPECT_EQ(read_npz(fixture_path("unicode_name.npz")).at(0).name, "größe_μ");
  EXPECT_TRUE(read_npz(fixture_path("none.npz")).empty());
  EXPECT_EQ(find_array(positional, "x"), nullptr);
}

TEST(NpzRead, EveryDtype) {
  const NpzArrays arrays = read_npz(fixture_path("dtypes.npz"));
  ASSERT_EQ(arrays.size(), 11u);
  for (const auto& [name, array] : arrays) EXPECT_EQ(array.descr.substr(1), name);
  EXPECT_EQ(values<double>(arrays, "f8"), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(values<float>(arrays, "f4"), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(values<std::uint16_t>(arrays, "f2"),
            (std::vector<std::uint16_t>{0x3c00, 0x4000, 0x4200}));
  EXPECT_EQ(values<std::uint16_t>(arrays, "u2"), (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_EQ(values<std::int64_t>(arrays, "i8"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(values<std::uint8_t>(arrays, "u1"), (std::vector<std::uint8_t>{1, 2, 3}));
}

TEST(NpzRead, FortranOrderIsTransposed) {
  const NpzArrays arrays = read_npz(fixture_path("fortran.npz"));
  const auto four = values<double>(arrays, "four");
  ASSERT_EQ(four.size(), 120u);
  for (std::size_t i = 0; i < four.size(); ++i) EXPECT_EQ(four[i], static_cast<double>(i));
  const auto two = values<float>(arrays, "two");
  ASSERT_EQ(two.size(), 12u);
  for (std::size_t i = 0; i < two.size(); ++i) EXPECT_EQ(two[i], static_cast<float>(i));
  EXPECT_EQ(values<std::uint16_t>(arrays, "thin"), (std::vector<std::uint16_t>{0, 1, 2}));
  EXPECT_EQ(find_array(arrays, "empty")->shape, (std::vector<std::int64_t>{0, 3}));
}

TEST(NpzRead, ScalarsEmptyAndThinArrays) {
  const NpzArrays arrays = read_npz(fixture_path("shapes.npz"));
  EXPECT_TRUE(find_array(arrays, "scalar")->shape.empty());
  EXPECT_EQ(values<double>(arrays, "scalar"), std::vector<double>{2.5});
  EXPECT_EQ(find_array(arrays, "empty")->shape, std::vector<std::int64_t>{0});
  EXPECT_EQ(find_array(arrays, "hollow")->shape, (std::vector<std::int64_t>{2, 0, 3}));
  EXPECT_TRUE(find_array(arrays, "hollow")->bytes.empty());
  EXPECT_EQ(find_array(arrays, "one")->shape, std::vector<std::int64_t>(5, 1));
}

}  // namespace
}  // namespace normaudit::files
