// Whole files: read at once, and written so that a reader sees the old content or the new, never a
// part.

#include "files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "files/byte_source.h"
#include "files/system_reason.h"

namespace normaudit::files {
namespace {

// Linux moves at most 0x7ffff000 bytes a call; a smaller step keeps other systems within their
// limits too.
constexpr std::size_t kStep = std::size_t{1} << 30;

/// A name no other process or thread uses; O_EXCL settles what chance leaves over.
std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> serial = 0;
  const std::string suffix = std::to_string(::getpid()) + "-" + std::to_string(++serial);
  return path.parent_path() / ("." + suffix + ".tmp");
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
  // Renaming over a device or a folder would destroy it: /dev/null is a likely answer to "--out".
  std::error_code ignored;
  const auto kind = std::filesystem::status(path_, ignored).type();
  if (kind == std::filesystem::file_type::directory) fail("it is a folder");
  if (std::filesystem::exists(path_, ignored) && kind != std::filesystem::file_type::regular) {
    fail("it is not a regular file");
  }
  if (!path_.has_filename()) fail("it names no file");
  do {
    temporary_ = temporary_beside(path_);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) fail(system_reason(errno));
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ::ssize_t count = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kStep));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(system_reason(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void AtomicFile::commit() {
  // Without fsync a power cut could leave the new name on empty content.
  if (::fsync(descriptor_) != 0) fail(system_reason(errno));
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(system_reason(errno));
  ::close(std::exchange(descriptor_, -1));
}

void AtomicFile::fail(const std::string& reason) const {
  throw InputError("cannot write " + path_.string() + ": " + reason);
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

std::vector<std::byte> read_file(const std::filesystem::path& path) {
  const FileSource source(path);
  return source.read_bytes(0, source.size());
}

std::string read_text(const std::filesystem::path& path) {
  const FileSource source(path);
  std::string text(source.size(), '\0');
  source.read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace normaudit::files
