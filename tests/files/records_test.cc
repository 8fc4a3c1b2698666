// Records and manifests: one line each, doubles that survive, refusals that name file and field.

#include "files/records.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(Records, OneLineInTheOrderOfInsertion) {
  Json record = {{"z", 1}, {"a", "two\nlines"}};
  record["list"] = {1.5, true, nullptr};
  EXPECT_EQ(render_line(record), "{\"z\":1,\"a\":\"two\\nlines\",\"list\":[1.5,true,null]}\n");
  EXPECT_EQ(render_pretty({{"a", 1}}), "{\n  \"a\": 1\n}\n");
}

TEST(Records, NumbersThatJsonLacksAreStringsAtEveryDepth) {
  const Json record = {{"a", NAN}, {"b", {{"c", {-kInf, 1.0}}}}, {"d", kInf}};
  EXPECT_EQ(render_line(record), "{\"a\":\"nan\",\"b\":{\"c\":[\"-inf\",1.0]},\"d\":\"inf\"}\n");
  const Json back = parse_json(render_line(record), "r.jsonl");
  EXPECT_TRUE(std::isnan(field_double(back, "r.jsonl", "a")));
  EXPECT_EQ(field_double(back, "r.jsonl", "d"), kInf);
}

TEST(Records, BrokenUtf8IsReplacedNotThrown) {
  EXPECT_EQ(render_line({{"file", "\xff.npz"}}), "{\"file\":\"\xef\xbf\xbd.npz\"}\n");
}

TEST(Records, HexFloatsSurviveBitForBit) {
  EXPECT_EQ(hex_float(3.0), "0x1.8p+1");
  EXPECT_EQ(hex_float(-0.0), "-0x0p+0");
  EXPECT_EQ(hex_float(1e-5), "0x1.4f8b588e368f1p-17");
  EXPECT_EQ(hex_float(NAN), "nan");
  EXPECT_EQ(hex_float(-kInf), "-inf");
  using Limits = std::numeric_limits<double>;
  for (const double value :
       {0.0, -0.0, 0.1, -1e-5, Limits::max(), Limits::min(), Limits::lowest(), Limits::denorm_min(),
        -Limits::denorm_min(), 0x1.fffffffffffffp-1023, kInf, -kInf}) {
    const Json json = {{"eps", hex_float(value)}};
    EXPECT_EQ(std::bit_cast<std::uint64_t>(field_double(json, "m.json", "eps")),
              std::bit_cast<std::uint64_t>(value))
        << hex_float(value);
  }
}

TEST(Records, ShortestDecimalsSurviveBitForBit) {
  for (const double value : {0.1, 1e-320, 1.7976931348623157e308, -0.0, 1.0 / 3.0}) {
    const Json back = parse_json(render_line({{"v", value}}), "r.jsonl");
    EXPECT_EQ(std::bit_cast<std::uint64_t>(field_double(back, "r.jsonl", "v")),
              std::bit_cast<std::uint64_t>(value));
  }
}

TEST(Records, FieldsOfTheRightType) {
  const Json json =
      parse_json(R"({"s": "x", "i": -3, "b": true, "n": 2, "a": [1], "o": {"k": 1}})", "m.json");
  EXPECT_EQ(field_string(json, "m.json", "s"), "x");
  EXPECT_EQ(field_integer(json, "m.json", "i"), -3);
  EXPECT_TRUE(field_bool(json, "m.json", "b"));
  EXPECT_EQ(field_double(json, "m.json", "n"), 2.0);
  EXPECT_EQ(field_array(json, "m.json", "a").size(), 1u);
  EXPECT_EQ(field_integer(field_object(json, "m.json", "o"), "m.json", "k"), 1);
}

TEST(Records, FieldsThatAreMissingOrOfAnotherTypeAreNamed) {
  const Json json = {{"x", nullptr}, {"big", 9223372036854775808u}, {"half", 0.5}};
  const auto refusal = [&](auto read, const std::string& name) {
    return sentence_of([&] { read(json, "m.json", name); });
  };
  EXPECT_EQ(refusal(field_string, "eps"), "m.json: field 'eps' is missing");
  EXPECT_EQ(refusal(field_string, "x"), "m.json: field 'x' is not a string");
  EXPECT_EQ(refusal(field_integer, "x"), "m.json: field 'x' is not an integer of 64 bits");
  EXPECT_EQ(refusal(field_integer, "half"), "m.json: field 'half' is not an integer of 64 bits");
  EXPECT_EQ(refusal(field_integer, "big"), "m.json: field 'big' is not an integer of 64 bits");
  EXPECT_EQ(refusal(field_bool, "x"), "m.json: field 'x' is not true or false");
  EXPECT_EQ(refusal(field_double, "x"), "m.json: field 'x' is not a number or a hex float");
  EXPECT_EQ(refusal(field_array, "x"), "m.json: field 'x' is not an array");
  EXPECT_EQ(refusal(field_object, "x"), "m.json: field 'x' is not an object");
  EXPECT_EQ(sentence_of([] { field_bool(Json::array(), "m.json", "x"); }),
            "m.json is not an object with a field 'x'");
}

TEST(Records, StringsThatAreNoHexFloatAreRefused) {
  for (const std::string text : {"", "-", "1.5", "0x", "0x-1p+0", "0x1p+0 ", " 0x1p+0", "--inf",
                                 "-nan", "0xnan", "0xinf", "0x1p+5000", "infinity", "1e400"}) {
    EXPECT_EQ(sentence_of([&] {
                field_double({{"v", text}}, "m.json", "v");
              }),
              "m.json: field 'v' is not a number or a hex float")
        << text;
  }
}

TEST(Records, TextThatIsNotJsonIsRefused) {
  const auto refusal = [](const std::string& text) {
    return sentence_of([&] { parse_json(text, "m.json"); });
  };
  EXPECT_EQ(refusal("{\"a\": }"), "m.json is not valid JSON at byte 7");
  EXPECT_EQ(refusal(""), "m.json is not valid JSON at byte 1");
  EXPECT_EQ(refusal("{} {}"), "m.json is not valid JSON at byte 4");
  EXPECT_EQ(refusal("\"\xff\""), "m.json is not valid JSON at byte 2");
  EXPECT_EQ(refusal("[1e999]"), "m.json is not valid JSON: it holds a number out of range");
  EXPECT_EQ(refusal(std::string(100000, '[')), "m.json is nested deeper than 64 levels");
}

TEST(Records, LinesAreParsedOneByOne) {
  const auto records = parse_json_lines("{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}", "r.jsonl");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(field_integer(records[2], "r.jsonl", "a"), 3);
  EXPECT_TRUE(parse_json_lines("", "r.jsonl").empty());
  EXPECT_EQ(sentence_of([] { parse_json_lines("{}\n\n{\n", "r.jsonl"); }),
            "r.jsonl: line 3 is not valid JSON at byte 2");
}

}  // namespace
}  // namespace normaudit::files
