// SHA-256 against the vectors of NIST (FIPS 180-4 examples and the Secure Hash Standard Validation
// System).

#include "files/digest.h"

#include <gtest/gtest.h>

#include "tests/files/fixture.h"

namespace normaudit::files {
namespace {

std::string digest_of(std::string_view text) { return sha256_hex(bytes_of(text)); }

TEST(Digest, PublishedVectors) {
  EXPECT_EQ(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(digest_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(digest_of(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, EveryLengthAroundTheBlockBoundary) {
  // Python: hashlib.sha256("".join(hashlib.sha256(b"x" * n).hexdigest() for n in
  // range(130)).encode())
  std::string all;
  for (std::size_t size = 0; size < 130; ++size) all += digest_of(std::string(size, 'x'));
  EXPECT_EQ(digest_of(all), "199af942eba7fa5d1e16d475169eb24018b14e69339c93d26a9ea6d873b4ace6");
}

}  // namespace
}  // namespace normaudit::files
