// The bytes of one member of a zip archive, inflated no faster than they truly arrive, and their
// CRC checked.

#include "files/zip_extract.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <string>

#include "core/error.h"
#include "files/zip_format.h"

namespace normaudit::files {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;

/// A raw deflate stream (RFC 1951), fed from the source chunk by chunk.
class Inflater {
 public:
  Inflater(const ByteSource& source, const ZipMember& member) : source_(source), member_(member) {
    // Negative window bits: no zlib header. Only a lack of memory can make it fail.
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills a prefix of `out`; less than all of it only at the end of the stream.
  std::size_t read(std::span<std::byte> out) {
    std::size_t filled = 0;
    while (filled < out.size() && !ended_) {
      const std::size_t step = std::min(out.size() - filled, kChunk);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
      stream_.avail_out = static_cast<uInt>(step);
      advance();
      filled += step - stream_.avail_out;
    }
    return filled;
  }

  bool used_all_input() const { return stream_.avail_in == 0 && fed_ == member_.compressed_size; }

 private:
  void advance() {
    if (stream_.avail_in == 0) {
      const std::uint64_t count = std::min<std::uint64_t>(kChunk, member_.compressed_size - fed_);
      source_.read(member_.data_offset + fed_, std::span(input_).first(count));
      fed_ += count;
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
      stream_.avail_in = static_cast<uInt>(count);
    }
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      ended_ = true;
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status == Z_BUF_ERROR) {
      throw InputError(describe(source_, member_) + " has compressed data that is cut short");
    } else if (status != Z_OK) {
      throw InputError(describe(source_, member_) + " has corrupt compressed data");
    }
  }

  const ByteSource& source_;
  const ZipMember& member_;
  std::array<std::byte, kChunk> input_;
  std::uint64_t fed_ = 0;
  bool ended_ = false;
  z_stream stream_ = {};
};

std::vector<std::byte> inflate_member(const ByteSource& source, const ZipMember& member) {
  Inflater inflater(source, member);
  std::vector<std::byte> out;
  // The buffer doubles as data arrives: what a header declares is never allocated on its word
  // alone.
  while (out.size() < member.size) {
    const std::size_t before = out.size();
    out.resize(std::min<std::uint64_t>(member.size, std::max(kChunk, 2 * before)));
    const std::size_t count = inflater.read(std::span(out).subspan(before));
    if (before + count < out.size()) {
      throw InputError(describe(source, member) + " inflates to less than it declares");
    }
  }
  std::array<std::byte, 1> beyond;
  if (inflater.read(beyond) != 0) {
    throw InputError(describe(source, member) + " inflates to more than it declares");
  }
  if (!inflater.used_all_input()) {
    throw InputError(describe(source, member) + " has bytes after its compressed data");
  }
  return out;
}

}  // namespace

std::vector<std::byte> extract_member(const ByteSource& source, const ZipMember& member) {
  std::vector<std::byte> out = member.method == zip::kDeflated
                                   ? inflate_member(source, member)
                                   : source.read_bytes(member.data_offset, member.size);
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(out.data()), out.size());
  if (crc != member.crc) throw InputError(describe(source, member) + " does not match its CRC-32");
  return out;
}

}  // namespace normaudit::files
