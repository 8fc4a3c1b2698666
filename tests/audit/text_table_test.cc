// Aligned columns and short numbers.
#include "audit/text_table.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace normaudit::audit {
namespace {

TEST(TextTable, AlignsWordsLeftAndNumbersRight) {
  TextTable table({{"name"}, {"size", true}});
  table.add_row({"a", "1"});
  table.add_row({"longer", "20000"});

  EXPECT_EQ(table.render(),
            "name     size\n"
            "a           1\n"
            "longer  20000\n");
}

TEST(TextTable, NotesStandBeneathTheirRow) {
  TextTable table({{"a"}, {"b"}});
  table.add_row({"x", ""});
  table.add_note("as long as it likes");
  table.add_row({"y", "z"});

  EXPECT_EQ(table.render(), "a  b\nx\n    as long as it likes\ny  z\n");
}

TEST(TextTable, RefusesARowThatDoesNotFit) {
  TextTable table({{"a"}, {"b"}});

  EXPECT_THROW(table.add_row({"alone"}), std::invalid_argument);
}

TEST(Compact, IsShortAtAnySize) {
  EXPECT_EQ(compact(0), "0");
  EXPECT_EQ(compact(0.51953125), "0.52");
  EXPECT_EQ(compact(417), "417");
  EXPECT_EQ(compact(41703), "41703");
  EXPECT_EQ(compact(312345), "3.1e+05");
  EXPECT_EQ(compact(0.00000123), "1.2e-06");
  EXPECT_EQ(compact(std::numeric_limits<double>::infinity()), "inf");
}

}  // namespace
}  // namespace normaudit::audit
