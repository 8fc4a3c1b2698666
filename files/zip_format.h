#pragma once
// The numbers of the zip format shared by reader and writer: PKWARE APPNOTE 6.3.10.

#include <cstdint>

namespace normaudit::files::zip {

constexpr std::uint32_t kLocalSignature = 0x04034b50;      // 4.3.7
constexpr std::uint32_t kCentralSignature = 0x02014b50;    // 4.3.12
constexpr std::uint32_t kEnd64Signature = 0x06064b50;      // 4.3.14
constexpr std::uint32_t kLocator64Signature = 0x07064b50;  // 4.3.15
constexpr std::uint32_t kEndSignature = 0x06054b50;        // 4.3.16

constexpr std::uint64_t kLocalHeaderSize = 30;
constexpr std::uint64_t kCentralHeaderSize = 46;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kLocator64Size = 20;
constexpr std::uint64_t kEndSize = 22;

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

constexpr std::uint16_t kFlagEncrypted = 1;
constexpr std::uint16_t kFlagUtf8 = 1 << 11;

constexpr std::uint16_t kExtra64 = 1;  // 4.5.3
// A field with this value stands in the ZIP64 extra field or record instead.
constexpr std::uint32_t kSee64 = 0xffffffff;
constexpr std::uint16_t kSee64Short = 0xffff;

}  // namespace normaudit::files::zip
