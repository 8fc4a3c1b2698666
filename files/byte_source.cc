// Random access to bytes in a file or in memory, so that an archive need not be held whole.

#include "files/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "files/system_reason.h"

namespace normaudit::files {

std::vector<std::byte> ByteSource::read_bytes(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size() || count > size() - offset) throw InputError(name() + " is cut short");
  std::vector<std::byte> bytes(count);
  read(offset, bytes);
  return bytes;
}

MemorySource::MemorySource(std::span<const std::byte> bytes, std::string name)
    : bytes_(bytes), name_(std::move(name)) {}

void MemorySource::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset > bytes_.size() || into.size() > bytes_.size() - offset) {
    throw InputError(name_ + " is cut short");
  }
  if (!into.empty()) std::memcpy(into.data(), bytes_.data() + offset, into.size());
}

FileSource::FileSource(const std::filesystem::path& path) : name_(path.string()) {
  // Not blocking, or opening a pipe that nobody writes to would wait for ever.
  descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) throw InputError("cannot read " + name_ + ": " + system_reason(errno));
  struct ::stat status = {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw InputError("cannot read " + name_ + ": it is not a regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

FileSource::~FileSource() { ::close(descriptor_); }

void FileSource::read(std::uint64_t offset, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ::ssize_t count =
        ::pread(descriptor_, into.data(), into.size(), static_cast<::off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw InputError("cannot read " + name_ + ": " + system_reason(errno));
    if (count == 0) throw InputError(name_ + " is cut short");
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

}  // namespace normaudit::files
