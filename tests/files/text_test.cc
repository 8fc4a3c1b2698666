// Untrusted text on its way into a message.

#include "files/text.h"

#include <gtest/gtest.h>

namespace normaudit::files {
namespace {

TEST(Text, WellFormedUtf8) {
  for (const std::string_view good : {"", "plain", "größe", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                      "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
}

TEST(Text, OverlongSurrogateAndCutFormsAreNot) {
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
        "\xe2\x82(", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(is_utf8(bad)) << in_quotes(bad);
  }
}

TEST(Text, ACharacterCutByTheEndOfTheTextIsNone) {
  const std::string_view euro = "\xe2\x82\xac";
  EXPECT_TRUE(is_utf8(euro));
  EXPECT_FALSE(is_utf8(euro.substr(0, 2)));
  EXPECT_EQ(in_quotes(euro.substr(0, 2)), "'\\xe2\\x82'");
}

TEST(Text, QuotesShowWhatIsPrintableAndEscapeTheRest) {
  EXPECT_EQ(in_quotes("x.npy"), "'x.npy'");
  EXPECT_EQ(in_quotes("größe"), "'größe'");
  EXPECT_EQ(in_quotes("a\nb\x7f\xff"), "'a\\x0ab\\x7f\\xff'");
  EXPECT_EQ(in_quotes(std::string(1, '\0')), "'\\x00'");
  EXPECT_EQ(in_quotes(std::string(200, 'a')), "'" + std::string(79, 'a') + "...'");
}

}  // namespace
}  // namespace normaudit::files
