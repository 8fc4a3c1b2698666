#pragma once
// The threads that can run: a ring, since a random pick may then leave without moving the others.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace normaudit::cuda::simt {

struct Thread;

class ReadyQueue {
 public:
  /// Room for every resident thread; each is in the queue at most once.
  void reserve(std::size_t threads) { ring_.resize(std::bit_ceil(threads + 1)); }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push_back(Thread* thread) { at(size_++) = thread; }
  void push_front(Thread* thread) {
    --head_;
    ++size_;
    at(0) = thread;
  }
  Thread* pop_front() {
    Thread* const thread = at(0);
    ++head_;
    --size_;
    return thread;
  }
  Thread* pop_back() { return at(--size_); }
  Thread* pop_at(std::size_t index) {
    std::swap(at(0), at(index));
    return pop_front();
  }

 private:
  Thread*& at(std::size_t index) { return ring_[(head_ + index) & (ring_.size() - 1)]; }

  std::vector<Thread*> ring_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace normaudit::cuda::simt
