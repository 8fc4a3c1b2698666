#pragma once
// Scratch memory of a thread, kept from call to call: a call of a few hundred numbers must not pay
// for an allocation.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <vector>

namespace normaudit::fast {

class Arena {
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kChunk = std::size_t{1} << 18;

 public:
  /// The calling thread's.
  static Arena& of_thread() {
    thread_local Arena arena;
    return arena;
  }

  /// Uninitialised, on a cache line's boundary; valid until the Scope it was taken in ends.
  template <class T>
  T* take(std::int64_t count) {
    return reinterpret_cast<T*>(take_bytes(static_cast<std::size_t>(count) * sizeof(T)));
  }

  /// The same for several arrays at once.
  template <class T>
  void take(std::int64_t count, std::initializer_list<T**> arrays) {
    constexpr auto kLineOfT = static_cast<std::int64_t>(kLine / sizeof(T));
    const std::int64_t each_count = (count + kLineOfT - 1) / kLineOfT * kLineOfT;
    T* next = take<T>(each_count * static_cast<std::int64_t>(arrays.size()));
    for (T** each : arrays) {
      *each = next;
      next += each_count;
    }
  }

  /// Gives back what was taken since it began.
  class Scope {
   public:
    explicit Scope(Arena& arena) : arena_(arena), chunk_(arena.chunk_), used_(arena.used_) {}
    ~Scope() {
      arena_.chunk_ = chunk_;
      arena_.used_ = used_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Arena& arena_;
    std::size_t chunk_;
    std::size_t used_;
  };

 private:
  struct Release {
    void operator()(std::byte* memory) const {
      ::operator delete (memory, std::align_val_t{kLine});
    }
  };
  struct Chunk {
    std::unique_ptr<std::byte, Release> memory;
    std::size_t size;
  };

  std::byte* take_bytes(std::size_t bytes) {
    bytes = (bytes + kLine - 1) / kLine * kLine;
    while (chunk_ < chunks_.size() && used_ + bytes > chunks_[chunk_].size) {
      ++chunk_;
      used_ = 0;
    }
    if (chunk_ == chunks_.size()) {
      const std::size_t size = bytes > kChunk ? bytes : kChunk;
      auto* memory = static_cast<std::byte*>(::operator new (size, std::align_val_t{kLine}));
      chunks_.push_back({std::unique_ptr<std::byte, Release>(memory), size});
    }
    std::byte* taken = chunks_[chunk_].memory.get() + used_;
    used_ += bytes;
    return taken;
  }

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;
  std::size_t used_ = 0;
};

}  // namespace normaudit::fast
