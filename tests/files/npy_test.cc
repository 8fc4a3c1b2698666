// The .npy format: what numpy writes is read, what this suite writes is what numpy writes.

#include "files/npy.h"

#include <gtest/gtest.h>

#include "files/npy_values.h"
#include "files/zip_directory.h"
#include "files/zip_extract.h"
#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

/// A version 1.0 file around a header dict of one's own.
Bytes npy_file(const std::string& dict, std::size_t payload) {
  std::string file = "\x93NUMPY";
  file +=
      {'\x01', '\x00', static_cast<char>(dict.size() & 255), static_cast<char>(dict.size() >> 8)};
  return bytes_of(file + dict + std::string(payload, '\x01'));
}

NpyArray parse_dict(const std::string& dict, std::size_t payload) {
  return parse_npy(npy_file(dict, payload), "array 'x'");
}

std::string refusal(const std::string& dict, std::size_t payload = 0) {
  return sentence_of([&] { parse_dict(dict, payload); });
}

TEST(Npy, HeadersAreByteForByteNumpys) {
  const Bytes archive = fixture("headers.npz");
  const MemorySource source(archive, "headers.npz");
  const auto members = read_zip_directory(source);
  EXPECT_EQ(members.size(), 27u);
  for (const ZipMember& member : members) {
    const Bytes numpys = extract_member(source, member);
    EXPECT_EQ(render_npy(parse_npy(numpys, member.name)), numpys) << member.name;
  }
}

TEST(Npy, EveryVersionIsRead) {
  for (const std::string version : {"1", "2", "3"}) {
    const NpyArray array = parse_npy(fixture("version_" + version + ".npy"), "array 'x'");
    EXPECT_EQ(array.descr, "<f4");
    EXPECT_EQ(array.shape, (std::vector<std::int64_t>{2, 3, 4}));
    EXPECT_EQ(values_of<float>(array).at(23), 23.0f);
    EXPECT_EQ(render_npy(array), fixture("version_1.npy"));
  }
}

TEST(Npy, WhitespaceOrderQuotesAndCommasAreFree) {
  const NpyArray expected = {.descr = "<u2", .shape = {2, 1}, .bytes = Bytes(4, std::byte{1})};
  for (const std::string dict :
       {"{'descr': '<u2', 'fortran_order': False, 'shape': (2, 1), }    \n",
        "{\"shape\":(2,1),'descr':\"<u2\",'fortran_order':False}",
        " \t{ 'shape' : ( 2 ,\n 1 , ) , 'fortran_order'\r\n:\fFalse,'descr':'=u2'}\n\n"}) {
    EXPECT_EQ(parse_dict(dict, 4), expected) << dict;
  }
}

TEST(Npy, FortranOrderBecomesCOrder) {
  // The matrix ((0, 1, 2), (3, 4, 5)), column by column.
  const std::string dict = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}";
  Bytes file = npy_file(dict, 0);
  for (const int value : {0, 3, 1, 4, 2, 5}) file.push_back(static_cast<std::byte>(value));
  EXPECT_EQ(values_of<std::uint8_t>(parse_npy(file, "array 'x'")),
            (std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Npy, DtypesThatAreNotReadAreNamed) {
  const auto with = [](const std::string& descr) {
    return refusal("{'descr': " + descr + ", 'fortran_order': False, 'shape': ()}", 1);
  };
  const std::string read = "; read are floats of 2, 4 or 8 bytes and integers";
  EXPECT_EQ(with("'>f4'"), "array 'x' is big-endian ('>f4'); save it as '<f4'");
  EXPECT_EQ(with("'|O'"), "array 'x' has dtype '|O', Python objects" + read);
  EXPECT_EQ(with("'<c8'"), "array 'x' has dtype '<c8', complex numbers" + read);
  EXPECT_EQ(with("'|b1'"), "array 'x' has dtype '|b1', booleans" + read);
  EXPECT_EQ(with("'<U3'"), "array 'x' has dtype '<U3', text" + read);
  EXPECT_EQ(with("'|V4'"), "array 'x' has dtype '|V4', raw or structured records" + read);
  EXPECT_EQ(with("'<M8[s]'"), "array 'x' has dtype '<M8[s]', dates or durations" + read);
  EXPECT_EQ(with("'<f16'"), "array 'x' has dtype '<f16', a type that is not read" + read);
  EXPECT_EQ(with("'f4'"), "array 'x' has dtype 'f4', a type that is not read" + read);
  EXPECT_EQ(with("'|f4'"), "array 'x' has dtype '|f4', a type that is not read" + read);
  EXPECT_EQ(with("''"), "array 'x' has dtype '', a type that is not read" + read);
  const std::string structured =
      "array 'x' has a structured dtype; save each of its fields as an array";
  EXPECT_EQ(with("[('a', '<f4')]"), structured);
  EXPECT_EQ(with("('<f4', (2,))"), structured);
}

TEST(Npy, OneByteTypesTakeAnyMarker) {
  for (const std::string mark : {"|", "<", ">", "="}) {
    const std::string dict = "{'descr': '" + mark + "u1', 'fortran_order': False, 'shape': (1,)}";
    EXPECT_EQ(parse_dict(dict, 1).descr, "|u1");
  }
}

TEST(Npy, ShapesThatCannotBeAreRefused) {
  const auto with = [](const std::string& shape, std::size_t payload) {
    return refusal("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}", payload);
  };
  const std::string malformed = "array 'x' has a malformed .npy header: it ";
  EXPECT_EQ(with("(-1,)", 4), malformed + "has a negative size in its shape");
  EXPECT_EQ(with("(3)", 12), malformed + "has a shape that is a number, not a tuple");
  EXPECT_EQ(with("(1 2)", 8), malformed + "lacks a ',' in its shape before '2)}'");
  EXPECT_EQ(with("(,)", 4), malformed + "lacks a size in its shape before ',)}'");
  EXPECT_EQ(with("(01,)", 4), malformed + "has a size with a leading zero in its shape");
  EXPECT_EQ(with("[1]", 4), malformed + "lacks the '(' of the shape before '[1]}'");
  EXPECT_EQ(with("(1.5,)", 4), malformed + "lacks a ',' in its shape before '.5,)}'");
  EXPECT_EQ(with("(9223372036854775808,)", 4),
            malformed + "has a size in its shape that exceeds 2^63 - 1");
  std::string ones = "(";
  for (int i = 0; i < 65; ++i) ones += "1,";
  EXPECT_EQ(with(ones + ")", 4), malformed + "has a shape of more than 64 dimensions");
  const std::string overflow = "array 'x' has a shape whose size exceeds 2^63 - 1 bytes";
  EXPECT_EQ(with("(4294967296, 4294967296)", 0), overflow);
  EXPECT_EQ(with("(4611686018427387904,)", 0), overflow);
  EXPECT_EQ(with("(0, 4294967296, 4294967296)", 0), overflow);
  EXPECT_EQ(with("(3,)", 11), "array 'x' has 11 bytes of data where its shape needs 12");
  EXPECT_EQ(with("(3,)", 13), "array 'x' has 13 bytes of data where its shape needs 12");
  EXPECT_EQ(with("(1000000000000,)", 4),
            "array 'x' has 4 bytes of data where its shape needs 4000000000000");
}

TEST(Npy, HeadersThatAreNotTheThreeKeysAreRefused) {
  const std::string malformed = "array 'x' has a malformed .npy header: it ";
  const std::string good = "'descr': '<f4', 'fortran_order': False, 'shape': ()";
  EXPECT_EQ(refusal("{'fortran_order': False, 'shape': ()}"), malformed + "lacks the key 'descr'");
  EXPECT_EQ(refusal("{'descr': '<f4', 'shape': ()}"), malformed + "lacks the key 'fortran_order'");
  EXPECT_EQ(refusal("{'descr': '<f4', 'fortran_order': False}"),
            malformed + "lacks the key 'shape'");
  EXPECT_EQ(refusal("{" + good + ", 'extra': 1}"), malformed + "has the unknown key 'extra'");
  EXPECT_EQ(refusal("{" + good + ", 'shape': ()}"), malformed + "has the key 'shape' twice");
  EXPECT_EQ(refusal("{" + good + "} ; import os"), malformed + "has something after its dict");
  EXPECT_EQ(refusal("{" + good), malformed + "lacks a ',' or a '}' at its end");
  EXPECT_EQ(refusal("{" + good + ",,}"), malformed + "lacks a key before ',}'");
  EXPECT_EQ(refusal(""), malformed + "lacks a '{' at its end");
  EXPECT_EQ(refusal("{'descr' '<f4'}"), malformed + "lacks a ':' before ''<f4'}'");
  EXPECT_EQ(refusal("{'descr': '<f4}"), malformed + "has a string that does not end");
  EXPECT_EQ(refusal("{'descr': '<f\\x34'}"), malformed + "has a string that does not end");
  EXPECT_EQ(refusal("{'fortran_order': 0}"), malformed + "lacks True or False before '0}'");
}

TEST(Npy, PrefixesThatAreNotNpyAreRefused) {
  const auto parse = [](const Bytes& file) {
    return sentence_of([&] { parse_npy(file, "array 'x'"); });
  };
  const Bytes good = fixture("version_1.npy");
  EXPECT_EQ(parse({}), "array 'x' is not a .npy array: its magic string is missing");
  EXPECT_EQ(parse(patched(good, 1, 'X')),
            "array 'x' is not a .npy array: its magic string is missing");
  EXPECT_EQ(parse(patched(good, 6, '\x04')),
            "array 'x' has .npy version 4.0; read are 1.0, 2.0 and 3.0");
  EXPECT_EQ(parse(patched(good, 7, '\x01')),
            "array 'x' has .npy version 1.1; read are 1.0, 2.0 and 3.0");
  EXPECT_EQ(parse(patched(good, 9, '\xff')), "array 'x' has a .npy header longer than the file");
  EXPECT_EQ(parse(patched(fixture("version_2.npy"), 8, 0xffffffffu)),
            "array 'x' has a .npy header longer than the file");
  EXPECT_EQ(parse({good.begin(), good.begin() + 9}),
            "array 'x' has a .npy header that is cut short");
}

TEST(Npy, EveryTruncationIsRefused) {
  for (const std::string version : {"1", "2", "3"}) {
    const Bytes good = fixture("version_" + version + ".npy");
    for (std::size_t size = 0; size < good.size(); ++size) {
      const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_THROW(parse_npy(cut, "array 'x'"), InputError) << size;
    }
  }
}

TEST(Npy, WritingAnArrayThatIsNoneIsAMistakeOfTheProgrammer) {
  EXPECT_THROW(render_npy({.descr = ">f4", .shape = {}, .bytes = Bytes(4)}), std::invalid_argument);
  EXPECT_THROW(render_npy({.descr = "<f4", .shape = {2}, .bytes = Bytes(4)}),
               std::invalid_argument);
  EXPECT_THROW(render_npy({.descr = "<f4", .shape = {-1}, .bytes = {}}), std::invalid_argument);
}

TEST(Npy, ValuesAndArraysAreInverse) {
  const std::vector<double> values = {0.5, -0.0, 1e308};
  const NpyArray array = make_array<double>({3}, values);
  EXPECT_EQ(array.descr, "<f8");
  EXPECT_EQ(values_of<double>(array), values);
  EXPECT_THROW(values_of<float>(array), std::invalid_argument);
  EXPECT_EQ(descr_of<std::uint16_t>(), "<u2");
  EXPECT_EQ(descr_of<std::int64_t>(), "<i8");
  EXPECT_EQ(descr_of<std::uint8_t>(), "|u1");
}

}  // namespace
}  // namespace normaudit::files
