#pragma once
// Random access to bytes in a file or in memory, so that an archive need not be held whole.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace normaudit::files {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// What errors call it: the path of a file.
  virtual const std::string& name() const = 0;
  virtual std::uint64_t size() const = 0;
  /// Fills `into` with the bytes from `offset` on; InputError where the source has no such bytes.
  virtual void read(std::uint64_t offset, std::span<std::byte> into) const = 0;

  std::vector<std::byte> read_bytes(std::uint64_t offset, std::uint64_t count) const;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::span<const std::byte> bytes, std::string name);
  const std::string& name() const override { return name_; }
  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  std::span<const std::byte> bytes_;
  std::string name_;
};

/// A regular file; anything else (a folder, a pipe, /dev/zero) is refused, as it has no end to read
/// from.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  const std::string& name() const override { return name_; }
  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  std::string name_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace normaudit::files
