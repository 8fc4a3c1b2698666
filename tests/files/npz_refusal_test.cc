// Archives that numpy would not write: each is refused in the one sentence that says what is wrong
// with it.

#include <gtest/gtest.h>

#include "files/npy_values.h"
#include "files/npz.h"
#include "files/zip_format.h"
#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

std::string refusal(const Bytes& bytes) {
  return sentence_of([&] { read_npz(bytes, "case.npz"); });
}

/// Where the `nth` record with this signature begins.
std::size_t find_record(const Bytes& bytes, std::uint32_t signature, int nth = 0) {
  const auto sought = std::as_bytes(std::span(&signature, 1));
  auto at = std::ranges::search(bytes, sought).begin();
  for (; nth > 0; --nth) at = std::search(at + 1, bytes.end(), sought.begin(), sought.end());
  return static_cast<std::size_t>(at - bytes.begin());
}

/// A good archive (stored, no ZIP64), and with one field of its first central header replaced.
Bytes plain() { return fixture("zipfile_plain.npz"); }
Bytes deflated() { return fixture("zipfile_deflated.npz"); }

template <class T>
Bytes with_central(const Bytes& bytes, std::size_t field, T value) {
  return patched(bytes, find_record(bytes, zip::kCentralSignature) + field, value);
}

template <class T>
Bytes with_end(const Bytes& bytes, std::size_t field, T value) {
  return patched(bytes, bytes.size() - zip::kEndSize + field, value);
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(NpzRefusal, ArraysThatAreNotRead) {
  const auto refuse = [](const std::string& kind) {
    return refusal(fixture("refused_" + kind + ".npz"));
  };
  const std::string x = "case.npz: array 'x' ";
  const std::string read = "; read are floats of 2, 4 or 8 bytes and integers";
  EXPECT_EQ(refuse("big_endian"), x + "is big-endian ('>f4'); save it as '<f4'");
  EXPECT_EQ(refuse("structured"),
            x + "has a structured dtype; save each of its fields as an array");
  EXPECT_EQ(refuse("object"), x + "has dtype '|O', Python objects" + read);
  EXPECT_EQ(refuse("complex"), x + "has dtype '<c8', complex numbers" + read);
  EXPECT_EQ(refuse("bool"), x + "has dtype '|b1', booleans" + read);
  EXPECT_EQ(refuse("unicode"), x + "has dtype '<U3', text" + read);
  EXPECT_EQ(refuse("bytes"), x + "has dtype '|S3', text" + read);
  EXPECT_EQ(refuse("void"), x + "has dtype '|V4', raw or structured records" + read);
  EXPECT_EQ(refuse("date"), x + "has dtype '<M8[s]', dates or durations" + read);
  EXPECT_EQ(refuse("longdouble"), x + "has dtype '<f16', a type that is not read" + read);
}

TEST(NpzRefusal, FilesThatAreNoArchive) {
  EXPECT_EQ(refusal({}), "case.npz is not an .npz archive");
  EXPECT_EQ(refusal(bytes_of("hello")), "case.npz is not an .npz archive");
  EXPECT_EQ(refusal(fixture("version_1.npy")),
            "case.npz is a single .npy array, not an .npz archive of named ones");
  EXPECT_EQ(sentence_of([] { read_npz(std::filesystem::path("absent.npz")); }),
            "cannot read absent.npz: No such file or directory");
  EXPECT_EQ(sentence_of([] { read_npz(std::filesystem::path("/dev/zero")); }),
            "cannot read /dev/zero: it is not a regular file");
}

TEST(NpzRefusal, MembersThatAreNoPlainArray) {
  EXPECT_EQ(refusal(fixture("path.npz")), "case.npz: member '../x.npy' is not a plain NAME.npy");
  EXPECT_EQ(refusal(fixture("not_npy.npz")),
            "case.npz: member 'notes.txt' is not a plain NAME.npy");
  Bytes bytes = plain();
  for (const char c : {'\0', '\n', '/', '\\', '\x7f'}) {
    Bytes named = with_central(bytes, zip::kCentralHeaderSize, c);
    named = patched(named, zip::kLocalHeaderSize, c);
    EXPECT_TRUE(refusal(named).ends_with(".npy' is not a plain NAME.npy")) << refusal(named);
  }
  bytes = fixture("unicode_name.npz");
  EXPECT_EQ(refusal(with_central(bytes, 8, std::uint16_t{0})),
            "case.npz: member 'größe_μ.npy' has a name that is neither ASCII nor UTF-8");
}

TEST(NpzRefusal, DuplicateNames) {
  // Both members of "positional" are arr_N.npy: the second becomes the first's namesake.
  Bytes bytes = fixture("positional.npz");
  const std::size_t digit = 4;
  bytes[find_record(bytes, zip::kCentralSignature, 1) + zip::kCentralHeaderSize + digit] =
      std::byte{'0'};
  bytes[find_record(bytes, zip::kLocalSignature, 1) + zip::kLocalHeaderSize + digit] =
      std::byte{'0'};
  EXPECT_EQ(refusal(bytes), "case.npz: member 'arr_0.npy' is there twice");
}

TEST(NpzRefusal, MethodsAndFlags) {
  const std::string x = "case.npz: member 'x.npy' ";
  EXPECT_EQ(refusal(fixture("bzip2.npz")),
            x + "is compressed with method 12; read are stored and deflate");
  for (const int bit : {0, 5, 6, 13}) {
    const auto flags = static_cast<std::uint16_t>(1 << bit);
    EXPECT_EQ(refusal(with_central(plain(), 8, flags)), x + "is encrypted or patched");
  }
}

TEST(NpzRefusal, SizesThatCannotBe) {
  const std::string x = "case.npz: member 'x.npy' ";
  EXPECT_EQ(refusal(with_central(plain(), 24, 225u)),
            x + "is stored, yet declares two different sizes");
  EXPECT_EQ(refusal(with_central(deflated(), 24, 1000000000u)),
            x + "declares 1000000000 bytes, more than its 135 compressed bytes can hold");
  EXPECT_EQ(refusal(with_central(deflated(), 24, 223u)), x + "inflates to more than it declares");
  EXPECT_EQ(refusal(with_central(deflated(), 24, 225u)), x + "inflates to less than it declares");
  EXPECT_EQ(refusal(with_central(deflated(), 24, 0u)), x + "inflates to more than it declares");
  EXPECT_EQ(refusal(with_central(deflated(), 20, 134u)),
            x + "has compressed data that is cut short");
  EXPECT_EQ(refusal(with_central(deflated(), 20, 0u)), x + "has compressed data that is cut short");
  EXPECT_EQ(refusal(with_central(deflated(), 20, 0xfffffff0u)), x + "lies outside the file");
  const Bytes bytes = deflated();
  const std::size_t weight = find_record(bytes, zip::kCentralSignature, 1);
  const auto one_more = static_cast<char>(bytes[weight + 20] | std::byte{1});
  ASSERT_NE(static_cast<std::byte>(one_more), bytes[weight + 20]);
  EXPECT_EQ(refusal(patched(bytes, weight + 20, one_more)),
            "case.npz: member 'weight.npy' lies outside the file");
  // Into the second member's local header, which then is overlapped.
  EXPECT_EQ(refusal(with_central(deflated(), 20, 136u)),
            "case.npz: member 'weight.npy' overlaps 'x.npy'");
}

TEST(NpzRefusal, CompressedDataThatIsNone) {
  const Bytes bytes = deflated();
  const std::size_t data = find_record(bytes, zip::kLocalSignature) + zip::kLocalHeaderSize + 5;
  // The first block gets the reserved type 3.
  EXPECT_EQ(refusal(patched(bytes, data, '\xff')),
            "case.npz: member 'x.npy' has corrupt compressed data");
  // The stream ends in its first byte: an empty final block with fixed codes is 03 00.
  EXPECT_EQ(refusal(with_central(patched(bytes, data, std::uint16_t{3}), 24, 0u)),
            "case.npz: member 'x.npy' has bytes after its compressed data");
}

TEST(NpzRefusal, Checksums) {
  EXPECT_EQ(refusal(with_central(plain(), 16, 0u)),
            "case.npz: member 'x.npy' does not match its CRC-32");
  const Bytes bytes = plain();
  for (std::size_t at = zip::kLocalHeaderSize + 5; at < find_record(bytes, zip::kLocalSignature, 1);
       ++at) {
    EXPECT_EQ(refusal(patched(bytes, at, static_cast<char>(bytes[at] ^ std::byte{1}))),
              "case.npz: member 'x.npy' does not match its CRC-32");
  }
}

TEST(NpzRefusal, EntriesElsewhere) {
  const std::string x = "case.npz: member 'x.npy' ";
  const Bytes bytes = plain();
  const auto second = static_cast<std::uint32_t>(find_record(bytes, zip::kLocalSignature, 1));
  const auto directory = static_cast<std::uint32_t>(find_record(bytes, zip::kCentralSignature));
  EXPECT_EQ(refusal(with_central(bytes, 42, 1u)), x + "is not where the central directory points");
  EXPECT_EQ(refusal(with_central(bytes, 42, directory)), x + "lies outside the file");
  EXPECT_EQ(refusal(with_central(bytes, 42, 0xfffffff0u)), x + "lies outside the file");
  EXPECT_EQ(refusal(with_central(bytes, 42, second)), x + "lies outside the file");
  const std::size_t weight = find_record(bytes, zip::kCentralSignature, 1);
  EXPECT_EQ(refusal(patched(bytes, weight + 42, 0u)),
            "case.npz: member 'weight.npy' has a local header that disagrees with the central "
            "directory");
  EXPECT_EQ(refusal(with_central(bytes, 34, std::uint16_t{1})), x + "is on another disk");
  EXPECT_EQ(refusal(patched(bytes, 8, std::uint16_t{8})),
            x + "has a local header that disagrees with the central directory");
}

TEST(NpzRefusal, EntriesThatShareBytes) {
  // Two directory entries for one member: a bomb of overlapping files (Fifield 2019).
  const Bytes bytes = fixture("path.npz");
  const std::size_t at = find_record(bytes, zip::kCentralSignature);
  const std::size_t end = bytes.size() - zip::kEndSize;
  const auto begin = bytes.begin();
  const Bytes entry(begin + static_cast<std::ptrdiff_t>(at),
                    begin + static_cast<std::ptrdiff_t>(end));
  Bytes twice = joined(Bytes(begin, begin + static_cast<std::ptrdiff_t>(end)), entry);
  twice = joined(twice, Bytes(begin + static_cast<std::ptrdiff_t>(end), bytes.end()));
  twice = with_end(twice, 8, std::uint32_t{2 << 16 | 2});
  twice = with_end(twice, 12, static_cast<std::uint32_t>(2 * entry.size()));
  EXPECT_EQ(refusal(twice), "case.npz: member '../x.npy' overlaps '../x.npy'");
}

TEST(NpzRefusal, EndRecords) {
  const Bytes bytes = plain();
  const std::string misplaced =
      "case.npz: the central directory does not end where the end record begins";
  EXPECT_EQ(refusal(joined(bytes, bytes_of("!"))),
            "case.npz is an .npz archive that is cut short or has bytes after its end");
  EXPECT_EQ(refusal(joined(bytes_of("garbage"), bytes)), misplaced);
  EXPECT_EQ(refusal(with_end(bytes, 12, 0u)), misplaced);
  EXPECT_EQ(refusal(with_end(bytes, 16, 0xffffffffu)), misplaced);
  EXPECT_EQ(refusal(with_end(bytes, 4, std::uint16_t{1})), "case.npz is split over several disks");
  EXPECT_EQ(refusal(with_end(bytes, 8, std::uint16_t{1})), "case.npz is split over several disks");
  EXPECT_EQ(refusal(with_end(bytes, 8, std::uint32_t{3 << 16 | 3})),
            "case.npz: the end record counts 3 members, the central directory holds 2");
  EXPECT_EQ(refusal(with_central(bytes, 0, 0u)),
            "case.npz: the central directory holds something else than members");
  EXPECT_EQ(refusal(with_central(bytes, 28, std::uint16_t{0xffff})),
            "case.npz: the central directory is cut short");
}

TEST(NpzRefusal, AnEndRecordInsideTheCommentIsNone) {
  const Bytes bytes = with_end(plain(), 20, std::uint16_t{22});
  // Its own comment would reach past the end of the file, so it is not the end record.
  const Bytes decoy = joined(bytes_of("PK\x05\x06"), Bytes(18, std::byte{1}));
  EXPECT_EQ(read_npz(joined(bytes, decoy), "case.npz"), read_npz(plain(), "case.npz"));
}

TEST(NpzRefusal, Zip64Records) {
  const Bytes bytes = fixture("all_zip64.npz");
  const std::size_t record = find_record(bytes, zip::kEnd64Signature);
  const std::size_t locator = find_record(bytes, zip::kLocator64Signature);
  const std::string end64 = "case.npz: the ZIP64 end record ";
  EXPECT_EQ(refusal(patched(bytes, record, 0u)), end64 + "is not where its locator points");
  EXPECT_EQ(refusal(patched(bytes, record + 4, 45u)),
            end64 + "does not end where its locator begins");
  EXPECT_EQ(refusal(patched(bytes, record + 16, 1u)), "case.npz is split over several disks");
  EXPECT_EQ(refusal(patched(bytes, record + 24, 1u)), "case.npz is split over several disks");
  EXPECT_EQ(refusal(patched(bytes, locator + 4, 1u)), "case.npz is split over several disks");
  EXPECT_EQ(refusal(patched(bytes, locator + 16, 2u)), "case.npz is split over several disks");
  EXPECT_EQ(refusal(patched(bytes, locator + 8, std::uint64_t{1} << 63)),
            end64 + "lies outside the file");
  EXPECT_EQ(refusal(patched(bytes, locator + 8, std::uint64_t{locator - zip::kEnd64Size + 1})),
            end64 + "lies outside the file");
  EXPECT_EQ(refusal(with_end(bytes, 12, 7u)),
            "case.npz: the end record disagrees with its ZIP64 record");
  EXPECT_EQ(refusal(with_end(patched(bytes, record + 48, ~std::uint64_t{0}), 16, zip::kSee64)),
            "case.npz: the central directory does not end where the end record begins");
  const std::size_t extra =
      find_record(bytes, zip::kCentralSignature) + zip::kCentralHeaderSize + 5;
  EXPECT_EQ(refusal(patched(bytes, extra + 2, std::uint16_t{0xffff})),
            "case.npz: member 'x.npy' has an extra field that is cut short");
  EXPECT_EQ(refusal(patched(patched(bytes, extra + 2, std::uint16_t{8}), extra + 12, 0u)),
            "case.npz: member 'x.npy' has a ZIP64 extra field that is cut short");
  EXPECT_EQ(refusal(patched(bytes, extra + 4, std::uint64_t{65} << 30)),
            "case.npz: member 'x.npy' is stored, yet declares two different sizes");
  const Bytes huge = patched(bytes, extra + 4, std::uint64_t{65} << 30);
  EXPECT_EQ(refusal(patched(huge, extra + 12, std::uint64_t{65} << 30)),
            "case.npz: member 'x.npy' declares more than 64 GiB");
}

TEST(NpzRefusal, TheTotalIsBoundedBeforeAnythingIsRead) {
  Bytes bytes = fixture("all_zip64.npz");
  for (const int member : {0, 1}) {
    const std::size_t central = find_record(bytes, zip::kCentralSignature, member);
    const std::size_t extra = central + zip::kCentralHeaderSize + (member == 0 ? 5 : 10);
    bytes = patched(bytes, extra + 4, std::uint64_t{40} << 30);
    bytes = patched(bytes, extra + 12, std::uint64_t{40} << 30);
  }
  EXPECT_EQ(refusal(bytes), "case.npz declares more than 64 GiB");
}

// Padding makes room for the declared size under deflate's own ratio, so that only the archive's
// ratio is left to refuse it.
TEST(NpzRefusal, AZipBombIsRefusedBeforeAnythingIsInflated) {
  Bytes bytes = deflated();
  const std::uint32_t padding = 1 << 20;
  const auto directory = static_cast<std::uint32_t>(find_record(bytes, zip::kCentralSignature));
  const std::size_t last = find_record(bytes, zip::kCentralSignature, 1);
  bytes = patched(bytes, last + 20, padding);
  bytes = patched(bytes, last + 24, 300u << 20);
  bytes = with_end(bytes, 16, directory + padding);
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(directory), padding, std::byte{0});

  EXPECT_EQ(refusal(bytes),
            "case.npz declares 314573024 bytes, more than 100 times its own size: a zip bomb, or "
            "an archive to store uncompressed");
}

TEST(NpzRefusal, EveryTruncationIsRefused) {
  for (const std::string name :
       {"savez", "savez_compressed", "pipe", "all_zip64", "zipfile_comment"}) {
    const Bytes good = fixture(name + ".npz");
    for (std::size_t size = 0; size < good.size(); ++size) {
      EXPECT_THROW(read_npz(std::span(good).first(size), "case.npz"), InputError) << name << size;
    }
  }
}

TEST(NpzRefusal, EveryFlippedByteIsRefusedOrHarmless) {
  for (const std::string name : {"savez", "savez_compressed", "pipe_compressed", "all_zip64"}) {
    const Bytes good = fixture(name + ".npz");
    const NpzArrays expected = read_npz(good, "case.npz");
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const int mask : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        Bytes flipped = good;
        flipped[at] ^= static_cast<std::byte>(mask);
        // A date or a version may change unseen; the arrays may not.
        const std::string sentence =
            sentence_of([&] { EXPECT_EQ(read_npz(flipped, "case.npz"), expected) << name << at; });
        EXPECT_TRUE(sentence == "(no InputError)" || sentence.starts_with("case.npz")) << sentence;
      }
    }
  }
}

}  // namespace
}  // namespace normaudit::files
